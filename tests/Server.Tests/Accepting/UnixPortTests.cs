using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>The file of a Unix socket, from its making to its end.</summary>
public sealed class UnixPortTests : IDisposable
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly UnixFolder _folder = new();

    [Fact]
    public async Task It_listens_with_the_mode_that_was_asked_for_and_removes_its_file_at_the_end()
    {
        using (var port = await OpenAsync("a"))
        {
            Assert.Equal(OwnerAlone, File.GetUnixFileMode(_folder["a"]));
            using var client = UnixFolder.Connect(_folder["a"]);
            using var accepted = await port.Socket.AcceptAsync();
            Assert.Equal(_folder["a"], accepted.LocalEndPoint!.ToString());
        }

        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public async Task Ended_twice_it_removes_no_file_of_the_next()
    {
        var port = await OpenAsync("a");
        port.Dispose();
        using var next = await OpenAsync("a");
        port.Dispose();
        using var client = UnixFolder.Connect(_folder["a"]);
    }

    [Fact]
    public async Task A_file_that_a_server_left_behind_is_replaced()
    {
        LeaveBehind("a");
        using var port = await OpenAsync("a");
        using var client = UnixFolder.Connect(_folder["a"]);
    }

    [Fact]
    public async Task A_file_on_which_somebody_listens_is_in_use_and_stays()
    {
        using var first = await OpenAsync("a");
        Assert.Equal(SocketError.AddressAlreadyInUse, (await Assert.ThrowsAsync<SocketException>(() => OpenAsync("a"))).SocketErrorCode);
        using var client = UnixFolder.Connect(_folder["a"]);
    }

    [Fact]
    public async Task So_is_one_whose_backlog_is_full()
    {
        using var first = await OpenAsync("a", backlog: 1);
        using var one = UnixFolder.Connect(_folder["a"]);
        using var two = UnixFolder.Connect(_folder["a"]);
        Assert.Equal(SocketError.AddressAlreadyInUse, (await Assert.ThrowsAsync<SocketException>(() => OpenAsync("a"))).SocketErrorCode);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("link")]
    public async Task What_is_no_socket_is_never_removed(string kind)
    {
        Make(kind, _folder["a"]);
        var failure = await Assert.ThrowsAsync<IOException>(() => OpenAsync("a"));
        Assert.Equal("a file that is no socket stands there, and is not removed", failure.Message);
        Assert.False(_folder.IsEmpty);
        Assert.Equal(failure.Message, UnixPort.Obstacle(_folder["a"]));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_said()
    {
        await Assert.ThrowsAsync<IOException>(() => OpenAsync("no/a"));
        Assert.Equal("there is no such directory", UnixPort.Obstacle(_folder["no/a"]));
        Assert.Null(UnixPort.Obstacle(_folder["a"]));
    }

    [Fact]
    public async Task One_that_ends_leaves_the_file_that_another_has_put_there()
    {
        var first = await OpenAsync("a");
        File.Delete(_folder["a"]);
        using var second = await OpenAsync("a");
        first.Dispose();
        using var client = UnixFolder.Connect(_folder["a"]);
    }

    [Fact]
    public async Task Of_several_that_start_at_once_on_a_file_that_was_left_behind_one_listens()
    {
        for (var round = 0; round < 20; round++)
        {
            LeaveBehind("a");
            var starts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(OpenOrNotAsync)));
            using var port = Assert.Single(starts.OfType<UnixPort>());
            using var client = UnixFolder.Connect(_folder["a"]);
        }

        async Task<UnixPort?> OpenOrNotAsync()
        {
            try
            {
                return await OpenAsync("a");
            }
            catch (SocketException inUse) when (inUse.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task An_owner_who_cannot_be_given_the_file_is_an_error_and_nothing_is_left()
    {
        var file = new UnixSocketFile(_folder["a"], OwnerAlone, Owner: 12345, Group: null);
        if (Environment.IsPrivilegedProcess)
        {
            using var port = await UnixPort.OpenAsync(file, 16);
            return;
        }

        var failure = await Assert.ThrowsAsync<IOException>(() => UnixPort.OpenAsync(file, 16));
        Assert.Equal("its owner, group or mode cannot be set (listen.unix): Operation not permitted", failure.Message);
        var admins = await Assert.ThrowsAsync<IOException>(() => UnixPort.OpenAsync(file with { AccessKey = "admin.listen" }, 16));
        Assert.Equal("its owner, group or mode cannot be set (admin.listen): Operation not permitted", admins.Message);
        Assert.True(_folder.IsEmpty);
    }

    public void Dispose() => _folder.Dispose();

    private Task<UnixPort> OpenAsync(string name, int backlog = 16) => UnixPort.OpenAsync(new UnixSocketFile(_folder[name], OwnerAlone, null, null), backlog);

    private void LeaveBehind(string name)
    {
        // .NET removes the file of a socket that it has bound itself.
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Equal(0, Native.Sockets.UnixBinding.Bind(bound, _folder[name]));
    }

    private static void Make(string kind, string path)
    {
        switch (kind)
        {
            case "file":
                File.WriteAllText(path, "precious");
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            default:
                File.CreateSymbolicLink(path, "/nowhere");
                break;
        }
    }
}
