using System.Collections.Concurrent;
using System.Net;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// A test with servers and clients of its own. After the test its clients go first, then its servers end by SIGTERM and must
/// leave nothing behind, and the test's output tells what each server wrote.
/// </summary>
public abstract class ServerTest(ITestOutputHelper output) : IAsyncLifetime
{
    // A test may connect several at once.
    private readonly ConcurrentBag<Client> _clients = [];
    private readonly List<ServerProcess> _servers = [];
    private readonly List<ServerProcess> _followed = [];
    private readonly List<IDisposable> _files = [];

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        try
        {
            // The last first: it may have the temporary directory of one that was killed before.
            foreach (var server in Enumerable.Reverse(_servers))
                await server.DisposeAsync();
            _servers.ForEach(server => server.OnlyHandlersHavePrinted());
        }
        finally
        {
            _followed.ForEach(server => output.WriteLine(server.ToString()));
            _files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Has the test's output tell a figure.</summary>
    private protected void Report(string line) => output.WriteLine(line);

    private protected TemporaryDirectory NewTemporaryDirectory() => Keep(new TemporaryDirectory());

    private protected Task<ServerProcess> StartAsync(string profile, string handler, params string[] settings) =>
        StartAsync(NewTemporaryDirectory(), ServerArguments.For(profile, handler, settings));

    /// <summary>Starts a server with a profile of the test's own.</summary>
    private protected Task<ServerProcess> StartProfileAsync(string hocon, int services, string variant = "") =>
        StartAsync(NewTemporaryDirectory(), ServerArguments.For(Keep(new ProfileFile(hocon)), variant), services);

    /// <summary>Starts a server by a command that replaces itself by it.</summary>
    private protected Task<ServerProcess> StartAsync(TemporaryDirectory temporary, string[] arguments, string[] by) =>
        StartAsync(temporary, arguments, services: 1, by);

    private protected async Task<ServerProcess> StartAsync(TemporaryDirectory temporary, string[] arguments, int services = 1, string[]? by = null)
    {
        var server = await ServerProcess.StartAsync(arguments, temporary, services, by);
        // Several may be started at the same time.
        lock (_servers)
            _servers.Add(server);
        return Follow(server);
    }

    private protected Task<Client> ConnectAsync(ServerProcess server) => ConnectAsync(server.Port);

    /// <summary>Connects from this address of the machine's own.</summary>
    private protected Task<Client> ConnectAsync(ServerProcess server, string from) => ConnectAsync(server.Port, from: IPAddress.Parse(from));

    private protected async Task<Client> ConnectAsync(int port, IPAddress? at = null, IPAddress? from = null) =>
        KeepClient(await Client.ConnectAsync(port, at: at, from: from));

    /// <summary>A client that goes after the test.</summary>
    private protected Client KeepClient(Client client)
    {
        _clients.Add(client);
        return client;
    }

    /// <summary>Connects that many clients, one after the other.</summary>
    private protected async Task<IReadOnlyList<Client>> ConnectAsync(ServerProcess server, int count)
    {
        var clients = new List<Client>();
        while (clients.Count < count)
            clients.Add(await ConnectAsync(server));
        return clients;
    }

    /// <summary>Has the test's output tell what this server wrote, also when others ended it.</summary>
    private protected ServerProcess Follow(ServerProcess server)
    {
        lock (_followed)
            _followed.Add(server);
        return server;
    }

    private protected T Keep<T>(T file)
        where T : IDisposable
    {
        lock (_files)
            _files.Add(file);
        return file;
    }
}
