using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// Who can reach the server's own sockets: nobody by TCP, nobody of another user, and whoever knocks without the secret is
/// shown the door. What code inside a worker could do to the server's actors is tested with the transport.
/// </summary>
public sealed class SecurityTests(ITestOutputHelper output) : ServerTest(output)
{
    private const UnixFileMode OnlyItsUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task No_tcp_port_is_open_but_the_services(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        Assert.Equal([server.Port], ListeningPorts.Of(server.Pid));
        Assert.All(server.Workers, worker => Assert.Empty(ListeningPorts.Of(worker)));
    }

    [Fact]
    public async Task Only_its_user_can_enter_the_directory_of_the_sockets()
    {
        var temporary = NewTemporaryDirectory();
        await StartAsync(temporary, ServerArguments.For("process", "echo"));

        var directory = Assert.Single(temporary.SocketDirectories);

        Assert.Equal(OnlyItsUser, File.GetUnixFileMode(directory));
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("event")]
    [InlineData("thread")]
    public async Task Without_workers_there_are_no_sockets_to_meet_on(string profile)
    {
        var temporary = NewTemporaryDirectory();
        await StartAsync(temporary, ServerArguments.For(profile, "echo"));

        Assert.Empty(temporary.SocketDirectories);
    }

    [Fact]
    public async Task Garbage_and_strangers_on_the_remoting_sockets_are_refused_and_nobody_else_notices()
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For("process", "echo"));
        var client = await ConnectAsync(server);
        Assert.Equal("before", await client.AskAsync("before"));
        var sockets = Directory.EnumerateFileSystemEntries(Assert.Single(temporary.SocketDirectories), "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(sockets);

        foreach (var path in sockets)
        {
            for (var seed = 0; seed < 20; seed++)
                await IsShownTheDoorAsync(path, Garbage(seed));
            await IsShownTheDoorAsync(path, [0, 0, 0, 0]);
            await IsShownTheDoorAsync(path, [0xff, 0xff, 0xff, 0xff, 1]);
        }

        Assert.Equal("after", await client.AskAsync("after"));
        Assert.Equal("another", await (await ConnectAsync(server)).AskAsync("another"));
    }

    [Fact]
    public async Task Strangers_who_say_nothing_do_not_keep_workers_from_being_started()
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For("process", "echo"));
        var path = Directory.EnumerateFiles(Assert.Single(temporary.SocketDirectories), "*", SearchOption.AllDirectories).First();
        var strangers = new List<Socket>();
        for (var i = 0; i < 50; i++)
            strangers.Add(await KnockAsync(path));

        try
        {
            var clients = await ConnectAsync(server, 3);
            Assert.All(await Task.WhenAll(clients.Select(client => client.AskAsync("x"))), answer => Assert.Equal("x", answer));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task The_workers_secret_is_not_on_its_command_line_nor_in_its_environment()
    {
        var server = await StartAsync("process", "chaos");
        var who = await WhoAmI.AskAsync(await ConnectAsync(server));

        var visible = await File.ReadAllTextAsync($"/proc/{who.Pid}/cmdline") + await File.ReadAllTextAsync($"/proc/{who.Pid}/environ");

        Assert.DoesNotMatch("[0-9A-Fa-f]{32}", visible);
    }

    [Fact]
    public async Task Another_user_of_the_machine_reaches_no_socket_file()
    {
        if (OtherUser.Obstacle is { } obstacle)
        {
            Report($"not tried, as {obstacle}");
            return;
        }

        const int PermissionDenied = 13;
        var temporary = NewTemporaryDirectory();
        await StartAsync(temporary, ServerArguments.For("process", "echo"));
        var sockets = Directory.EnumerateFiles(Assert.Single(temporary.SocketDirectories), "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(sockets);

        foreach (var path in sockets)
        {
            Assert.Equal(0, await OtherUser.ConnectAsOneselfAsync(path));
            Assert.Equal(PermissionDenied, await OtherUser.ConnectAsync(path));
        }
    }

    // Of these several processes have one each, whose names are the same.
    private static bool IsOneOfItsKind(string target) =>
        !target.StartsWith("anon_inode:", StringComparison.Ordinal) && !target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/memfd:", StringComparison.Ordinal) && Path.GetExtension(target) != ".dll";

    private static async Task<Socket> KnockAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).WaitAsync(Deadlines.Step);
        return socket;
    }

    private static async Task IsShownTheDoorAsync(string path, byte[] says)
    {
        using var stranger = await KnockAsync(path);
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        try
        {
            await stranger.SendAsync(says, deadline.Token);
            stranger.Shutdown(SocketShutdown.Send);
            var answer = new byte[4096];
            while (await stranger.ReceiveAsync(answer, deadline.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Refused while it was still talking.
        }
    }

    private static byte[] Garbage(int seed)
    {
        var bytes = new byte[4096 << (seed % 5)];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process+managed")]
    public async Task A_worker_shares_with_the_server_its_clients_socket_and_its_output_pipes_and_nothing_else(string variant)
    {
        var server = await StartAsync(variant, "chaos");
        var client = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(client)).Pid;

        // A socket, pipe or file is shared if both have it; what a worker opens itself is its own.
        var shared = ProcessTable.DescriptorTargets(pid).Where(IsOneOfItsKind).Intersect(ProcessTable.DescriptorTargets(server.Pid)).ToHashSet();
        var output = new[] { 1, 2 }.Select(descriptor => ProcessTable.DescriptorTarget(pid, descriptor)!).ToHashSet();

        Assert.Superset(output, shared);
        Assert.All(output, target => Assert.StartsWith("pipe:", target, StringComparison.Ordinal));
        Assert.StartsWith("socket:", Assert.Single(shared.Except(output)), StringComparison.Ordinal);
        Assert.StartsWith("socket:", ProcessTable.DescriptorTarget(pid, 0), StringComparison.Ordinal);
        Assert.Equal("still here", await client.AskAsync("echo still here"));
    }
}
