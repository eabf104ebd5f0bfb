using System.Diagnostics;
using System.Text;
using ActorServer.Native.Processes;
using ActorServer.Native.Signals;
using ActorServer.Server.Processes;

namespace ActorServer.Server.Tests.Workers;

public sealed class ChildProcessTests
{
    [Theory]
    [InlineData("exit 0", "code:0")]
    [InlineData("exit 3", "code:3")]
    [InlineData("exit 137", "code:137")]
    [InlineData("kill -9 $$", "signal:9")]
    [InlineData("kill -6 $$", "signal:6")]
    [InlineData("kill -13 $$", "signal:13")]
    public async Task An_exit_code_and_a_signal_are_told_apart(string script, string status)
    {
        using var child = Children.Shell(script);
        Assert.Equal(status, (await Children.ExitOf(child)).ToString());
    }

    [Fact]
    public async Task Fifty_children_that_exit_at_once_are_all_seen()
    {
        var children = Enumerable.Range(0, 50).Select(i => Children.Shell("read line; exit $1", $"{i}")).ToList();
        foreach (var child in children)
            child.StandardInput.Dispose();
        var statuses = await Task.WhenAll(children.Select(Children.ExitOf));
        Assert.Equal(Enumerable.Range(0, 50).Select(ExitStatus.FromCode), statuses);
        Assert.All(children, child => Assert.Null(Children.StateOf(child.Pid)));
        children.ForEach(child => child.Dispose());
    }

    [Fact]
    public async Task A_child_that_exits_at_once_is_not_missed()
    {
        for (var i = 0; i < 100; i++)
        {
            using var child = ChildProcess.Spawn(Children.Start("/bin/true", []));
            Assert.Equal(ExitStatus.FromCode(0), await Children.ExitOf(child));
        }
    }

    [Fact]
    public async Task Input_reaches_the_child_and_its_answer_comes_back()
    {
        using var child = Children.Cat();
        await child.StandardInput.WriteAsync(Encoding.UTF8.GetBytes("grüße\n"));
        await child.StandardInput.FlushAsync();
        Assert.Equal("grüße", await Children.LineFrom(child.StandardOutput));
        child.StandardInput.Dispose();
        Assert.Equal("", await Children.OutputOf(child));
        Assert.Equal(ExitStatus.FromCode(0), await Children.ExitOf(child));
    }

    [Fact]
    public async Task Standard_error_is_apart_from_standard_output()
    {
        using var child = Children.Shell("echo out; echo err > /dev/stderr");
        Assert.Equal("out", await Children.LineFrom(child.StandardOutput));
        Assert.Equal("err", await Children.LineFrom(child.StandardError));
        await Children.ExitOf(child);
    }

    [Fact]
    public async Task The_child_gets_its_arguments_and_this_environment_and_directory_only()
    {
        var start = new ChildProcessStart(
            "/bin/sh",
            ["-c", "echo \"$0|$1|$2\"; pwd; exec /usr/bin/env", "a b", "", "ü'\"\\"],
            new Dictionary<string, string> { ["GREETING"] = "grüße = \n2", ["EMPTY"] = "" },
            "/usr");
        using var child = ChildProcess.Spawn(start);
        var lines = (await Children.OutputOf(child)).TrimEnd('\n').Split('\n');
        Assert.Equal("a b||ü'\"\\", lines[0]);
        Assert.Equal("/usr", lines[1]);
        // The shell itself adds PWD and its like.
        Assert.Equal(["2", "EMPTY=", "GREETING=grüße = "], lines[2..].Where(line => !IsTheShells(line)).Order(StringComparer.Ordinal));
        await Children.ExitOf(child);

        static bool IsTheShells(string line) => line.StartsWith("PWD=", StringComparison.Ordinal)
            || line.StartsWith("OLDPWD=", StringComparison.Ordinal)
            || line.StartsWith("SHLVL=", StringComparison.Ordinal)
            || line.StartsWith("_=", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_child_leads_a_group_of_its_own_with_every_signal_at_its_default()
    {
        var child = Children.Sleep();
        var stat = await File.ReadAllTextAsync($"/proc/{child.Pid}/stat");
        Assert.Equal($"{child.Pid}", stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2]);
        var status = await File.ReadAllLinesAsync($"/proc/{child.Pid}/status");
        Assert.Contains("SigBlk:\t0000000000000000", status);
        // 32 and 33 belong to the C library, whose posix_spawn ignores them in every child until that sets them itself.
        const long OfTheLibrary = 0x180000000;
        var ignored = status.Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        Assert.Equal(0, Convert.ToInt64(ignored.Trim(), 16) & ~OfTheLibrary);
        await Children.Kill(child);
    }

    [Fact]
    public async Task Killing_the_group_kills_the_grandchild_that_ignores_signals_and_holds_the_pipe()
    {
        using var child = Children.Shell("(trap '' TERM INT HUP; echo $$; exec sleep 1000) & echo $!; wait");
        _ = await Children.LineFrom(child.StandardOutput);
        var grandchild = await GrandchildOf(child);
        child.KillGroup();
        Assert.Equal(ExitStatus.FromSignal(9), await Children.ExitOf(child));
        await Children.Eventually(() => Children.StateOf(grandchild) is null or 'Z', "the grandchild's end");
        await Children.OutputOf(child);
    }

    [Fact]
    public async Task A_leader_that_exits_takes_its_group_along()
    {
        using var child = Children.Shell("(trap '' TERM INT HUP; exec sleep 1000) & echo $!; exit 3");
        var grandchild = int.Parse(await Children.LineFrom(child.StandardOutput), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(ExitStatus.FromCode(3), await Children.ExitOf(child));
        await Children.Eventually(() => Children.StateOf(grandchild) is null or 'Z', "the grandchild's end");
        // The grandchild held the pipe: that its end comes shows that nobody does any more.
        Assert.Equal("", await Children.OutputOf(child));
    }

    [Fact]
    public async Task A_signal_reaches_the_child()
    {
        using var child = Children.Shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
        Assert.Equal("ready", await Children.LineFrom(child.StandardOutput));
        child.Signal(SignalNumbers.SIGTERM);
        Assert.Equal(ExitStatus.FromCode(7), await Children.ExitOf(child));
    }

    [Fact]
    public async Task Signals_after_the_end_do_nothing()
    {
        using var child = Children.Shell("exit 0");
        await Children.ExitOf(child);
        child.Signal(SignalNumbers.SIGKILL);
        child.KillGroup();
        Assert.Equal(ExitStatus.FromCode(0), await child.Exited);
    }

    [Fact]
    public async Task Signals_from_many_threads_while_children_exit_hit_nobody_else()
    {
        using var bystander = Children.Cat();
        for (var i = 0; i < 50; i++)
        {
            using var child = Children.Shell("exit 0");
            while (!child.Exited.IsCompleted)
            {
                Parallel.For(0, 4, _ => child.KillGroup());
                await Task.Yield();
            }
        }

        Assert.False(bystander.Exited.IsCompleted);
        await Children.Kill(bystander);
    }

    [Fact]
    public async Task Disposing_gives_end_of_file_and_the_child_is_still_reaped()
    {
        var child = Children.Cat();
        child.Dispose();
        child.Dispose();
        Assert.Equal(ExitStatus.FromCode(0), await Children.ExitOf(child));
        Assert.Null(Children.StateOf(child.Pid));
    }

    [Fact]
    public async Task Disposing_ends_a_pending_read()
    {
        var child = Children.Sleep();
        var reading = LineReader.ReadAsync(child.StandardOutput, _ => { }, () => Task.CompletedTask, CancellationToken.None);
        child.Dispose();
        await reading.WaitAsync(Children.Patience);
        await Children.Kill(child);
    }

    [Fact]
    public async Task Writing_to_a_child_that_is_gone_is_an_exception_and_not_a_signal()
    {
        using var child = Children.Shell("exit 0");
        await Children.ExitOf(child);
        await Assert.ThrowsAsync<IOException>(async () => await child.StandardInput.WriteAsync(new byte[10]));
    }

    [Fact]
    public void A_start_that_fails_names_the_file_and_the_reason()
    {
        Assert.Equal("cannot start \"/no/such/file\": no such file", Failure("/no/such/file"));
        Assert.Equal("cannot start \"/etc\": it is a directory", Failure("/etc"));
        Assert.Equal("cannot start \"/etc/passwd\": permission denied (is it executable?)", Failure("/etc/passwd"));
        Assert.Equal("cannot start \"/bin/sh\": the working directory \"/no/such\" does not exist", Failure("/bin/sh", "/no/such"));
        using var text = new ExecutableFile("neither script nor binary");
        Assert.Equal($"cannot start \"{text.Path}\": it is not in an executable format", Failure(text.Path));
        using var script = new ExecutableFile("#!/no/such/interpreter\n");
        Assert.Equal($"cannot start \"{script.Path}\": the interpreter or loader that it asks for does not exist", Failure(script.Path));

        static string Failure(string file, string directory = "/") =>
            Assert.Throws<ChildStartException>(() => ChildProcess.Spawn(Children.Start(file, [], directory))).Message;
    }

    [Fact]
    public void Texts_that_cannot_be_passed_are_rejected()
    {
        Assert.Throws<ArgumentException>(() => ChildProcess.Spawn(Children.Start("/bin/true", ["a\0b"])));
        var badName = new ChildProcessStart("/bin/true", [], new Dictionary<string, string> { ["A=B"] = "" }, "/");
        Assert.Throws<ArgumentException>(() => ChildProcess.Spawn(badName));
    }

    [Fact]
    public async Task Processes_of_the_hosting_application_are_left_alone()
    {
        for (var i = 0; i < 20; i++)
        {
            using var theirs = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exit 5"]) { UseShellExecute = false })!;
            using var ours = Children.Shell("exit 6");
            Assert.Equal(ExitStatus.FromCode(6), await Children.ExitOf(ours));
            await theirs.WaitForExitAsync().WaitAsync(Children.Patience);
            Assert.Equal(5, theirs.ExitCode);
        }
    }

    private static async Task<int> GrandchildOf(ChildProcess child)
    {
        var file = $"/proc/{child.Pid}/task/{child.Pid}/children";
        await Children.Eventually(() => File.ReadAllText(file).Length > 0, "a grandchild");
        return int.Parse((await File.ReadAllTextAsync(file)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class ExecutableFile : IDisposable
    {
        public ExecutableFile(string content)
        {
            File.WriteAllText(Path, content);
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
