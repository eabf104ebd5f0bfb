using ActorServer.Monitoring;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Isolation;
using ActorServer.Server.Resources;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using ActorServer.Server.Tls;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using AkkaLogLevel = Akka.Event.LogLevel;

namespace ActorServer.Server.Hosting;

/// <summary>Composes the server: its actor system, its root actor and the service that ties them to the host.</summary>
internal static class ActorServerServices
{
    private const string AkkaConfig = $"""
        {AkkaIoAcceptor.AkkaConfig}
        {AwakeTimerScheduler.AkkaConfig}
        {ActorServerRoot.AkkaConfig}
        # Standard output is not for logs, also while the actor system starts and ends.
        akka.stdout-loglevel = OFF
        akka.stdout-logger-class = "ActorServer.Server.Hosting.NoStandardOutput, actor-server"
        akka.coordinated-shutdown.exit-clr = off
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        # An actor system that has deployed to a process which crashed may never say that it has terminated; by then
        # nothing is left that would be lost.
        akka.coordinated-shutdown.phases.actor-system-terminate.timeout = 1s
        akka.remote.flush-wait-on-shutdown = 100ms
        """;

    public static IServiceCollection AddActorServer(this IServiceCollection services, ServerSettings settings, ServerLife life)
    {
        var decided = settings.WithAcceptor(ResourceNeeds.Of(settings).Acceptor(SystemLimits.Descriptors, SystemLimits.Tasks));
        if (SystemLimits.Descriptors is { } most and < int.MaxValue)
            Waker.FirstKeptDescriptor = (int)most - DescriptorReserve.NotForClients;
        services.AddSingleton(decided);
        services.AddSingleton(life);
        services.AddSingleton<StopNow>();
        services.AddAkka(ActorServerRoot.Name, (akka, provider) => Configure(akka, provider, decided));
        services.AddHostedService<ServerService>();
        services.AddSingleton(new ServerFigures(decided.Services));
        services.AddSingleton<IMonitoredServer>(Monitored);
        services.AddSingleton<IServerControl>(Control);
        return services;
    }

    // What the log keeps, and how its levels are set, whoever has the log registers.
    private static MonitoredServer Monitored(IServiceProvider provider)
    {
        var life = provider.GetRequiredService<ServerLife>();
        var stopping = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return new MonitoredServer(
            provider.GetRequiredService<ServerFigures>(),
            new ServerPhase(() => life.Serving.IsCompleted, () => stopping.IsCancellationRequested || life.Failed.IsCompleted),
            provider.GetService<Func<IReadOnlyList<LogWarning>>>() ?? (() => []));
    }

    private static ServerControl Control(IServiceProvider provider) => new(
        provider.GetRequiredService<ServerFigures>(),
        new ServerActions(
            () => Stop(provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<StopNow>()),
            provider.GetService<Func<string?, string, ControlOutcome>>() ?? ((_, _) => new ControlOutcome.Refused("this server's log has fixed levels")),
            provider.GetRequiredService<ServerSettings>().DrainTimeout),
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServer"));

    private static ControlOutcome.Done Stop(IHostApplicationLifetime application, StopNow stopNow)
    {
        if (!application.ApplicationStopping.IsCancellationRequested)
        {
            // Not here: it waits for whoever is told, and whoever asks is among those who are to end.
            _ = Task.Run(application.StopApplication);
            return new ControlOutcome.Done();
        }

        stopNow.Request();
        return new ControlOutcome.Done("it was stopping; the clients are not waited for any longer");
    }

    private static void Configure(AkkaConfigurationBuilder akka, IServiceProvider provider, ServerSettings settings)
    {
        akka.ConfigureLoggers(loggers => LogThroughTheHost(loggers, LogLevels.Parse(settings.LogLevel)));
        akka.AddHocon(ConfigFor(settings), HoconAddMode.Prepend);
        akka.WithActors((system, registry) => registry.Register<ActorServerRoot>(
            system.ActorOf(RootProps(provider, settings), ActorServerRoot.Name)));
    }

    private static void LogThroughTheHost(LoggerConfigBuilder loggers, LogLevel level)
    {
        loggers.LogLevel = level <= LogLevel.Debug ? AkkaLogLevel.DebugLevel : AkkaLogLevel.WarningLevel;
        // Makes the host's loggers known to the actor system; what passes on to them is up to AkkaLog.
        loggers.AddLoggerFactory();
        loggers.ClearLoggers();
        loggers.AddLogger<AkkaLog>();
    }

    private static Config ConfigFor(ServerSettings settings)
    {
        var config = ConfigurationFactory.ParseString(AkkaConfig).WithFallback(settings.Effective);
        // Remoting exists only where there are workers to speak to.
        return settings.Services.Any(UsesWorkers)
            ? RemotingConfig.ForServer([]).WithFallback(config)
            : config;
    }

    private static bool UsesWorkers(ServiceSettings service) => service.Backend.Workers is not null;

    private static Props RootProps(IServiceProvider provider, ServerSettings settings)
    {
        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServer");
        var ids = new ConnectionIds();
        var figures = provider.GetRequiredService<ServerFigures>();
        return ActorServerRoot.Props(
            settings, provider.GetRequiredService<ServerLife>(), service => ServiceProps(service, figures.Find(service.Name)!, ids, log), log);
    }

    private static Props ServiceProps(ServiceSettings service, ServiceFigures figures, ConnectionIds ids, ILogger log)
    {
        // The key is kept from the workers, which may run as the same user.
        if (service.Tls is { EndsInServer: true })
            CoreDumps.Forbid();
        var tls = service.Tls is null ? null : new ServiceTls(
            new ServiceCertificates(service.Name, service.Tls, log, TimeProvider.System), service.Tls.HandshakeTimeout, service.TlsEndsInWorker);
        figures.Tls = tls;
        return Service.Props(service, ids, BackendProps(service, figures, log, tls), log, tls, figures);
    }

    private static Props BackendProps(ServiceSettings service, ServiceFigures figures, ILogger log, ServiceTls? tls) => service.Backend.Kind.Make(
        new BackendParts(service.Name, service.Backend.Name, service.Backend.Config, service.Backend.Workers, service.Handler, service.Limits.QueueTimeout, log)
        {
            Table = figures.Workers,
            WorkersCertificates = tls is { EndsInWorker: true } ? tls.Certificates : null,
        });
}
