using ActorServer.Server.Configuration;
using ActorServer.Server.Hosting;
using ActorServer.Server.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServer.Server.Embedding;

/// <summary>
/// Ties a server to the host of the application that embeds it. Its configuration is read before any service of the host starts; it listens when its start
/// has completed; it drains from the moment at which the host stops, together with all others that do. What fails while the host starts leaves nothing behind.
/// </summary>
internal sealed class EmbeddedServer : IActorServer, IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly Lazy<EmbeddedSettings> _settings;
    private readonly Lazy<IReadOnlyDictionary<string, IActorService>> _services;
    private readonly IServiceProvider _application;
    private volatile ServerRun? _run;

    /// <param name="definition">What the application has said of it.</param>
    /// <param name="environment">The application's name and content root.</param>
    /// <param name="application">The application's services.</param>
    public EmbeddedServer(ServerDefinition definition, IHostEnvironment environment, IServiceProvider application)
    {
        _application = application;
        Name = definition.Name;
        _settings = new Lazy<EmbeddedSettings>(() => EmbeddedSettings.Read(definition, environment.ApplicationName, environment.ContentRootPath));
        _services = new Lazy<IReadOnlyDictionary<string, IActorService>>(
            () => Settings.Services.ToDictionary(service => service.Name, service => (IActorService)new EmbeddedService(service.Name, () => _run)));
    }

    public string Name { get; }

    public ActorServerState State => _run?.State ?? ActorServerState.Starting;

    public string? NotReady => State switch
    {
        ActorServerState.Serving => _run!.Monitored.NotReady,
        ActorServerState.Failed => _run!.Failure,
        ActorServerState.Starting => "starting",
        ActorServerState.Draining => "draining",
        _ => "stopped",
    };

    public IReadOnlyDictionary<string, IActorService> Services => _services.Value;

    /// <summary>What it serves.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public ServerSettings Settings => _settings.Value.Server;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        ShutdownTimeouts.Raise(_application.GetRequiredService<IOptions<HostOptions>>().Value, Settings);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (ClientRoom.ObstacleBeforeStart(Settings) is { } obstacle)
            throw new ActorServerException(obstacle);
        var run = new ServerRun(_settings.Value, _application);
        _run = run;
        return run.StartAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Not awaited: the host's other services stop meanwhile.
        _ = _run?.StopAsync(CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _run?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A host that is disposed has been stopped, or did not start: then nobody waits for clients.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_run is { IsOver: false } run)
            await run.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
