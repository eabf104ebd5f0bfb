using System.Diagnostics.CodeAnalysis;
using ActorServer.Monitoring;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using ActorServer.Serving.Services;
using ActorServer.Threads.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServer.Server.Embedding;

/// <summary>
/// An embedded server from its start to its end: a host of its own within the application's, with an actor system of its own, so that
/// there can be several, beside whatever actor system the application has. Whatever ends it, it is stopped once, and that is bounded.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its end disposes what it owns, and there is one.")]
internal sealed class ServerRun
{
    // What ends after the last client: resets, records, workers, actors.
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(20);

    // What the services of the last connections need to be disposed: users' code.
    private static readonly TimeSpan DisposalPatience = TimeSpan.FromSeconds(5);

    private readonly IHost _host;
    private readonly ServerSettings _settings;
    private readonly HandlerServices _handlers;
    private readonly ServerLife _life = new();
    private readonly StopNow _stopNow;
    private readonly IDisposable _printing;
    private readonly ILogger _log;
    private readonly Lazy<Task> _end;
    private volatile bool _isStopping;

    /// <summary>Makes it; nothing runs yet.</summary>
    /// <param name="settings">What to serve, and what the log should say of that.</param>
    /// <param name="application">The application's services: its log, and what the constructors of handlers ask for that run in this process.</param>
    public ServerRun(EmbeddedSettings settings, IServiceProvider application)
    {
        var hostsLogs = application.GetRequiredService<ILoggerFactory>();
        var logs = new HostsLog(hostsLogs, settings.Server.Name);
        var output = logs.CreateLogger("ActorServer.Output");
        _settings = settings.Server;
        _handlers = HandlerServices.Of(application);
        _log = logs.CreateLogger("ActorServer");
        Action<string> print = line => output.LogInformation("{Line}", line);
        var levels = new HostsLogLevels(hostsLogs, application.GetRequiredService<IOptions<LoggerFilterOptions>>().Value);
        _host = Build(settings, logs, levels, new HostingProcess { IsServers = false, Print = print, Warnings = _ => settings.Warnings });
        _stopNow = _host.Services.GetRequiredService<StopNow>();
        _printing = ServerOutput.Borrow(print);
        _end = new Lazy<Task>(() => Task.Run(EndAsync));
        Figures = _host.Services.GetRequiredService<ServerFigures>();
        Monitored = _host.Services.GetRequiredService<IMonitoredServer>();
        Control = _host.Services.GetRequiredService<IServerControl>();
    }

    /// <summary>How long stopping takes at most.</summary>
    public static TimeSpan LongestEnd(ServerSettings settings) => settings.DrainTimeout + EndingPatience + DisposalPatience;

    /// <summary>What its services show of themselves.</summary>
    public ServerFigures Figures { get; }

    /// <summary>The server as an operator sees it.</summary>
    public IMonitoredServer Monitored { get; }

    /// <summary>How it is steered.</summary>
    public IServerControl Control { get; }

    /// <summary>How far it has come.</summary>
    public ActorServerState State =>
        _life.Failed.IsCompleted ? ActorServerState.Failed
        : IsOver ? ActorServerState.Stopped
        : _isStopping ? ActorServerState.Draining
        : _life.Serving.IsCompleted ? ActorServerState.Serving
        : ActorServerState.Starting;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => _end is { IsValueCreated: true, Value.IsCompleted: true };

    /// <summary>Why it has failed; null if it has not.</summary>
    public string? Failure => _life.Failed.IsCompletedSuccessfully ? _life.Failed.Result : null;

    /// <summary>Completes when all services listen.</summary>
    /// <param name="cancellation">Stops it meanwhile.</param>
    /// <exception cref="ActorServerException">It cannot serve. Nothing of it is left.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var lifetime = _host.Services.GetRequiredService<IHostApplicationLifetime>();
        // Also where it ends by itself, or an operator ends it.
        lifetime.ApplicationStopping.Register(() => _ = StopAsync(CancellationToken.None));
        var registration = cancellation.Register(lifetime.StopApplication);
        await using (registration.ConfigureAwait(false))
            await StartHostAsync().ConfigureAwait(false);
        if (Failure is { } failure)
        {
            _stopNow.Request();
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw new ActorServerException(failure);
        }

        if (cancellation.IsCancellationRequested)
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _ = SayWhenFailed();
    }

    /// <summary>Lets the clients finish, and ends it. Whoever comes later waits for the same end.</summary>
    /// <param name="hurry">Ends the waiting for the clients.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        _isStopping = true;
        var registration = hurry.Register(_stopNow.Request);
        await using (registration.ConfigureAwait(false))
            await _end.Value.ConfigureAwait(false);
    }

    private async Task StartHostAsync()
    {
        try
        {
            await _host.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _life.Fail(FailureText.OneLine(failure));
        }
    }

    private async Task EndAsync()
    {
        var stopped = _host.StopAsync(CancellationToken.None);
        if (await Task.WhenAny(stopped, _stopNow.OverdueAsync(_settings.DrainTimeout, EndingPatience, CancellationToken.None)).ConfigureAwait(false) == stopped)
            await DisposeHostAsync(stopped).ConfigureAwait(false);
        else
            _log.LogError("stop: the actor system has not ended in time and is left to itself");
        await WaitForDisposalsAsync().ConfigureAwait(false);
        _printing.Dispose();
    }

    private async Task DisposeHostAsync(Task stopped)
    {
        try
        {
            await stopped.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _log.LogError("stop: {Failure}", FailureText.OneLine(failure));
        }

        _host.Dispose();
    }

    // No handler is left; but what one was made with may still be in use, and the application disposes its services when its host has stopped.
    private async Task WaitForDisposalsAsync()
    {
        try
        {
            await _handlers.Ended.WaitAsync(DisposalPatience, AwakeTime.Instance).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _log.LogError("stop: services of connections have not been disposed in time and are left to themselves");
        }
    }

    // The application goes on: its health check says that this does not.
    private async Task SayWhenFailed() =>
        _log.LogCritical("the embedded server has ended: {Reason}", await _life.Failed.ConfigureAwait(false));

    private IHost Build(EmbeddedSettings settings, HostsLog logs, HostsLogLevels levels, HostingProcess process)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(logs));
        builder.Services.AddSingleton<ILogLevels>(levels);
        builder.Services.AddSingleton(_handlers);
        builder.Services.AddSingleton<IHostLifetime, NobodysLifetime>();
        builder.Services.AddSingleton(process);
        // Bounded here, by time in which the process does not stand still.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddServer(settings.Server, _life);
        return builder.Build();
    }
}
