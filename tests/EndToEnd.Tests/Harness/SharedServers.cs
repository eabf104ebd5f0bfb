namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Servers that the tests of one class share, because each start costs processor time: one for each profile, started when
/// it is first asked for. At the end they must leave nothing behind.
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
    internal Task<ServerProcess> OfAsync(string profile, string[] handlers) =>
        OfAsync(profile, ProfileFile.ServiceForEach(handlers, profile), handlers.Length);

    /// <summary>The server of this variant. What it serves is what the first who asks has in the profile.</summary>
    internal async Task<ServerProcess> OfAsync(string variant, string hocon, int services)
    {
        if (!_servers.TryGetValue(variant, out var server))
            _servers.Add(variant, server = await StartAsync(variant, hocon, services));
        return server;
    }

    private async Task<ServerProcess> StartAsync(string variant, string hocon, int services)
    {
        var file = new ProfileFile(hocon);
        var temporary = new TemporaryDirectory();
        _files.AddRange([file, temporary]);
        return await ServerProcess.StartAsync(ServerArguments.For(file, variant), temporary, services);
    }
}
