namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Servers that the tests of one class share, because each start costs processor time: one for each profile, started when
/// it is first asked for, with a service for each handler, named after it. At the end they must leave nothing behind.
/// </summary>
public sealed class SharedServers : IAsyncLifetime
{
    private readonly Dictionary<string, ServerProcess> _servers = [];
    private readonly List<IDisposable> _files = [];

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
            server.OnlyHandlersHavePrinted();
        }

        _files.ForEach(file => file.Dispose());
    }

    /// <summary>The server of this profile. The handlers are those of the first who asks.</summary>
    internal async Task<ServerProcess> OfAsync(string profile, string[] handlers)
    {
        if (!_servers.TryGetValue(profile, out var server))
            _servers.Add(profile, server = await StartAsync(profile, handlers));
        return server;
    }

    private async Task<ServerProcess> StartAsync(string profile, string[] handlers)
    {
        var file = new ProfileFile(ProfileFile.ServiceForEach(handlers, profile));
        var temporary = new TemporaryDirectory();
        _files.AddRange([file, temporary]);
        return await ServerProcess.StartAsync(ServerArguments.For(file, profile), temporary, handlers.Length);
    }
}
