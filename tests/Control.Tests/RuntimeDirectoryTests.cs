using System.Diagnostics;
using ActorServer.Control.Finding;
using ActorServer.Native.Files;

namespace ActorServer.Control.Tests;

public sealed class RuntimeDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _parent = Directory.CreateTempSubdirectory("runtime").FullName;
    private readonly RuntimeDirectory _directory;

    public RuntimeDirectoryTests() => _directory = new RuntimeDirectory(Path.Combine(_parent, "actor-server"));

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void A_server_is_found_while_it_has_left_word()
    {
        Assert.Empty(_directory.Find());
        using (_directory.Leave(RunningServer.Here("127.0.0.1:7789", "/etc/token")))
        {
            var found = Assert.Single(_directory.Find());
            Assert.Equal((Environment.ProcessId, "127.0.0.1:7789", "/etc/token"), (found.Pid, found.Address, found.TokenFile));
            Assert.Equal(OwnerAlone, File.GetUnixFileMode(_directory.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_directory.Path))));
        }

        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void One_whose_process_has_ended_or_is_another_now_is_passed_over_and_removed_by_the_next_server()
    {
        using var child = Process.Start("true");
        child.WaitForExit();
        using var here = _directory.Leave(RunningServer.Here("127.0.0.1:1", ""));
        File.WriteAllText(Path.Combine(_directory.Path, $"{child.Id}"), "address=127.0.0.1:2\nstarted=5\n");
        File.WriteAllText(Path.Combine(_directory.Path, "1"), "address=127.0.0.1:3\nstarted=another\n");
        File.WriteAllText(Path.Combine(_directory.Path, "no-number"), "address=127.0.0.1:4\n");
        Assert.Equal("127.0.0.1:1", Assert.Single(_directory.Find()).Address);
        Assert.Equal(4, Directory.GetFiles(_directory.Path).Length);

        using var again = _directory.Leave(RunningServer.Here("127.0.0.1:1", ""));
        Assert.Equal([$"{Environment.ProcessId}", "no-number"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_vanishes_meanwhile_is_passed_over()
    {
        Directory.CreateDirectory(_directory.Path, OwnerAlone);
        using var enough = new CancellationTokenSource();
        var coming = Task.Run(() =>
        {
            var file = Path.Combine(_directory.Path, "1");
            while (!enough.IsCancellationRequested)
            {
                File.WriteAllText(file, "");
                File.Delete(file);
            }
        });
        var failure = Record.Exception(() =>
        {
            for (var i = 0; i < 5_000; i++)
                Assert.Empty(_directory.Find());
        });
        await enough.CancelAsync();
        await coming;
        Assert.Null(failure);
    }

    [Fact]
    public void The_runtime_directory_of_another_users_session_is_not_used()
    {
        Assert.Equal(Path.Combine(_parent, "actor-server"), RuntimeDirectory.OfSession(_parent)!.Path);
        Assert.Null(RuntimeDirectory.OfSession("relative"));
        Assert.Null(RuntimeDirectory.OfSession(Path.Combine(_parent, "none")));
        // It belongs to root; for root, another user's has to be made.
        var another = "/usr";
        if (Environment.IsPrivilegedProcess)
        {
            another = Directory.CreateDirectory(Path.Combine(_parent, "another")).FullName;
            FileOwnership.Change(another, 12345, null);
        }

        Assert.Null(RuntimeDirectory.OfSession(another));
    }

    [Theory]
    [InlineData("")]
    [InlineData("address=\n")]
    [InlineData("\0\0\0")]
    [InlineData("address")]
    public void What_is_no_word_of_a_server_is_passed_over(string content)
    {
        Directory.CreateDirectory(_directory.Path, OwnerAlone);
        File.WriteAllText(Path.Combine(_directory.Path, $"{Environment.ProcessId}"), content);
        Assert.Empty(_directory.Find());
    }

    [Fact]
    public void A_directory_that_others_may_enter_is_not_believed()
    {
        Directory.CreateDirectory(_directory.Path);
        File.SetUnixFileMode(_directory.Path, OwnerAlone | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
        Assert.Contains("has mode 0730, and must have 0700", Assert.Throws<IOException>(_directory.Find).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => _directory.Leave(RunningServer.Here("127.0.0.1:1", "")));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_parent, "elsewhere"), OwnerAlone).FullName;
        Directory.CreateSymbolicLink(_directory.Path, elsewhere);
        Assert.Throws<IOException>(() => _directory.Leave(RunningServer.Here("127.0.0.1:1", "")));
        Assert.Throws<IOException>(_directory.Find);
        Assert.Empty(Directory.GetFiles(elsewhere));
    }

    [Fact]
    public void A_file_that_is_a_link_is_passed_over_and_replaced()
    {
        Directory.CreateDirectory(_directory.Path, OwnerAlone);
        var secret = Path.Combine(_parent, "secret");
        File.WriteAllText(secret, "address=127.0.0.1:9\n");
        File.CreateSymbolicLink(Path.Combine(_directory.Path, $"{Environment.ProcessId}"), secret);
        Assert.Empty(_directory.Find());
        using var left = _directory.Leave(RunningServer.Here("127.0.0.1:1", ""));
        Assert.Equal("127.0.0.1:1", Assert.Single(_directory.Find()).Address);
        Assert.Equal("address=127.0.0.1:9\n", File.ReadAllText(secret));
    }
}
