using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// Server and workers need no file to meet, so that whatever is in the directory for temporary files, or becomes of it, is no
/// concern of theirs, and nothing of theirs is ever in it.
/// </summary>
public sealed class TemporaryFilesTests(ITestOutputHelper output) : ServerTest(output)
{
    // Above the largest process id of Linux.
    private const string DeadPid = "4194305";

    private static readonly string[] InPidNamespace = [FactInPidNamespaceAttribute.Program, "--pid", "--fork", "--kill-child", "--mount-proc"];

    [Fact]
    public async Task What_others_left_under_the_name_of_a_dead_server_is_neither_removed_nor_waited_for()
    {
        var temporary = NewTemporaryDirectory();
        using var victim = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(victim.Path, "precious"), "");
        Directory.CreateSymbolicLink(Path.Combine(temporary.Path, $"actor-server-{DeadPid}-link"), victim.Path);
        var left = Directory.CreateDirectory(Path.Combine(temporary.Path, $"actor-server-{DeadPid}-left")).FullName;
        File.WriteAllText(Path.Combine(left, "precious"), "");
        Directory.CreateSymbolicLink(Path.Combine(left, "link"), victim.Path);
        var before = temporary.Content.Order().ToArray();
        // A socket whose backlog is full: a connect to it waits for ever.
        using var busy = new BusySocket(Path.Combine(Directory.CreateDirectory(Path.Combine(temporary.Path, $"actor-server-{DeadPid}-busy")).FullName, "server.sock"));

        var server = await StartAsync(temporary, ServerArguments.For("process", "echo"));

        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
        busy.Remove();
        Assert.Equal(before, temporary.Content.Order());
        Assert.True(File.Exists(Path.Combine(victim.Path, "precious")));
        Directory.Delete(Path.Combine(temporary.Path, $"actor-server-{DeadPid}-link"));
        Directory.Delete(left, recursive: true);
    }

    [Fact]
    public async Task A_server_keeps_nothing_in_it_and_serves_on_when_it_is_removed()
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For("process", "echo"));
        Assert.Empty(temporary.Content);
        Directory.Delete(temporary.Path);
        try
        {
            for (var i = 0; i < 3; i++)
                Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
        }
        finally
        {
            Directory.CreateDirectory(temporary.Path);
        }
    }

    [Theory]
    [InlineData("tmp/of/mine")]
    [InlineData("/nonexistent/tmp")]
    [InlineData("/proc")]
    [InlineData("/tmp/46-characters-were-too-long-and-macOS-has-49-------------------------------------")]
    public async Task A_name_of_it_that_is_relative_missing_unwritable_or_long_makes_no_difference(string name)
    {
        var server = await StartAsync(NewTemporaryDirectory(), ServerArguments.For("process", "chaos"), by: ["/usr/bin/env", $"TMPDIR={name}"]);
        for (var i = 0; i < 2; i++)
        {
            var worker = (await WhoAmI.AskAsync(await ConnectAsync(server))).Pid;
            Assert.Contains($"TMPDIR={Path.GetFullPath(name)}\0", await File.ReadAllTextAsync($"/proc/{worker}/environ"), StringComparison.Ordinal);
        }
    }

    [FactInPidNamespace]
    public async Task A_server_with_process_id_1_that_is_killed_leaves_nothing_however_often()
    {
        var temporary = NewTemporaryDirectory();
        for (var times = 0; times < 2; times++)
        {
            var server = await StartAsync(temporary, ServerArguments.For("process", "echo"), by: InPidNamespace);
            Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
            server.Send(Signal.Kill);
            await server.WaitForExitAsync(Deadlines.End);
            await server.NothingIsLeftAsync();
            Assert.Empty(temporary.Content);
        }
    }

    [FactInPidNamespace]
    public async Task Servers_in_namespaces_of_their_own_that_share_it_do_each_other_no_harm()
    {
        var temporary = NewTemporaryDirectory();
        var first = await StartAsync(temporary, ServerArguments.For("process", "echo"), by: InPidNamespace);
        var second = await StartAsync(temporary, ServerArguments.For("process", "echo"), by: InPidNamespace);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("first", await (await ConnectAsync(first)).AskAsync("first"));
            Assert.Equal("second", await (await ConnectAsync(second)).AskAsync("second"));
        }

        // Ended by the test: they are told only through the program that made their namespace.
        first.Send(Signal.Kill);
        second.Send(Signal.Kill);
        await first.WaitForExitAsync(Deadlines.End);
        await second.WaitForExitAsync(Deadlines.End);
    }

    /// <summary>A socket file of somebody who does not accept and has as many callers waiting as there is room for.</summary>
    private sealed class BusySocket : IDisposable
    {
        private readonly string _path;
        private readonly Socket _listener = NewSocket();
        private readonly Socket _caller = NewSocket();

        public BusySocket(string path)
        {
            _path = path;
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen(0);
            _caller.Connect(new UnixDomainSocketEndPoint(path));
        }

        public void Remove()
        {
            Dispose();
            Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
        }

        public void Dispose()
        {
            _caller.Dispose();
            _listener.Dispose();
        }

        private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    }
}
