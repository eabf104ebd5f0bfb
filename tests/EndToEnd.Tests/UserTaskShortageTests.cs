using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// Fewer processes and threads than the clients would need, where it is the server's user who may have no more (<c>ulimit -u</c>):
/// Linux tells nobody how many there are, so the server counts them.
/// </summary>
public sealed class UserTaskShortageTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int CannotServe = 1;
    private const int Clients = 100;

    // Nobody else's: what other processes this user has counts too.
    private static readonly int User = 1_000_000 + Environment.ProcessId;

    [FactForRoot]
    public async Task A_server_without_a_task_for_a_client_does_not_start_and_says_what_is_missing()
    {
        await using var server = Follow(ServerProcess.Spawn(ServerArguments.For("thread", "echo"), NewDirectoryOfUser(), [.. AsUser, "prlimit", "--nproc=45"]));

        Assert.Equal(CannotServe, await server.WaitForExitAsync(Deadlines.Start));
        Assert.Contains(server.Errors.All, line => line.StartsWith("actor-server: there is no room for a client: ulimit -u allows for 45 processes and threads", StringComparison.Ordinal));
        Assert.Empty(server.Listening);
    }

    [FactForRoot]
    public async Task Clients_who_would_take_the_last_tasks_wait_and_the_server_lives()
    {
        var server = await StartAsync(
            NewDirectoryOfUser(), ServerArguments.For("thread", "echo", "service-defaults.listen.acceptor=socket", "service-defaults.limits.max-connections=1000"),
            // From the start: the server looks it up only every so often. It keeps 25, as many as in a control group, and has some itself.
            by: [.. AsUser, "prlimit", $"--nproc={Clients}"]);

        var clients = (await ConnectAsync(server, Clients)).ToArray();
        foreach (var client in clients)
            await client.SendAsync("y\n");
        await server.LoggedAsync("no more processes and threads are left for them (pids.max, ulimit -u)");
        await Eventually.HoldsAsync("some are served", Deadlines.Step, () => server.Opened.Count > 0, server.ToString);
        Assert.True(server.Opened.Count < Clients, server.ToString());
        foreach (var client in clients[..^4])
            client.Reset();

        foreach (var client in clients[^4..])
        {
            Assert.Equal("y", await client.ReadLineAsync());
            client.Dispose();
        }
    }

    private static string[] AsUser =>
        [FactForRootAttribute.Program, string.Create(CultureInfo.InvariantCulture, $"--reuid={User}"), string.Create(CultureInfo.InvariantCulture, $"--regid={User}"), "--clear-groups"];

    private TemporaryDirectory NewDirectoryOfUser()
    {
        var directory = NewTemporaryDirectory();
        const UnixFileMode Anybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(directory.Path, Anybody | (UnixFileMode)((int)Anybody >> 3) | (UnixFileMode)((int)Anybody >> 6));
        return directory;
    }
}
