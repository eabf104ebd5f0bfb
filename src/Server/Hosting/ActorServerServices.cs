using ActorServer.Control.Finding;
using ActorServer.Monitoring;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Isolation;
using ActorServer.Server.Output;
using ActorServer.Server.Placing;
using ActorServer.Server.Resources;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using ActorServer.Server.Tls;
using ActorServer.Server.Workers;
using ActorServer.Serving.Services;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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

    public static IServiceCollection AddServer(this IServiceCollection services, ServerSettings settings, ServerLife life)
    {
        var decided = settings.WithAcceptor(ResourceNeeds.Of(settings).Acceptor(SystemLimits.Descriptors, SystemLimits.Tasks));
        if (SystemLimits.Descriptors is { } most and < int.MaxValue)
            Waker.FirstKeptDescriptor = (int)most - DescriptorReserve.NotForClients;
        services.AddSingleton(decided);
        services.AddSingleton(life);
        services.AddSingleton<StopNow>();
        services.TryAddSingleton(new HostingProcess());
        services.TryAddSingleton<ILogLevels>(provider => provider.GetRequiredService<LogControl>());
        // First, so that nobody is served where it cannot listen, and that it is stopped last.
        if (settings.Admin is { } admin)
            AddAdmin(services, admin);
        services.AddAkka(ActorServerRoot.Name, (akka, provider) => Configure(akka, provider, decided));
        services.AddHostedService<ServerService>();
        if (decided.Cluster is not null)
            services.AddNode(decided);
        services.AddSteering(decided);
        return services;
    }

    private static void AddAdmin(IServiceCollection services, AdminSettings admin)
    {
        services.AddSingleton(admin);
        services.AddSingleton(RuntimeDirectory.Own());
        services.TryAddSingleton<Func<IAdminApplication>>(AdminLoading.Load);
        services.AddHostedService<AdminService>();
    }

    private static void Configure(AkkaConfigurationBuilder akka, IServiceProvider provider, ServerSettings settings)
    {
        var levels = provider.GetRequiredService<ILogLevels>();
        akka.ConfigureLoggers(loggers => LogThroughTheHost(loggers, LevelOfAkka(levels)));
        akka.AddHocon(ConfigFor(settings), HoconAddMode.Prepend);
        akka.WithActors((system, registry) =>
        {
            levels.Changed += () => system.EventStream.SetLogLevel(LevelOfAkka(levels));
            registry.Register<ActorServerRoot>(system.ActorOf(RootProps(provider, settings), ActorServerRoot.Name));
        });
    }

    // What nobody wants to read is not even made.
    private static AkkaLogLevel LevelOfAkka(ILogLevels levels) =>
        levels.LeastBelow("Akka") <= LogLevel.Debug ? AkkaLogLevel.DebugLevel : AkkaLogLevel.WarningLevel;

    private static void LogThroughTheHost(LoggerConfigBuilder loggers, AkkaLogLevel level)
    {
        loggers.LogLevel = level;
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
        var logs = provider.GetRequiredService<ILoggerFactory>();
        var log = logs.CreateLogger("ActorServer");
        var ids = new ConnectionIds();
        var figures = provider.GetRequiredService<ServerFigures>();
        var process = provider.GetRequiredService<HostingProcess>();
        var levels = provider.GetRequiredService<ILogLevels>();
        var handlers = new HandlersOwn(provider.GetService<HandlerServices>() ?? HandlerServices.Of(provider), logs, () => levels.Least, process.Print);
        var node = settings.Cluster is null ? null : NodeServices.PartsOf(provider);
        return ActorServerRoot.Props(
            settings, provider.GetRequiredService<ServerLife>(), service => ServiceProps(service, figures.Find(service.Name)!, ids, log, handlers, process, node), process, log,
            settings.Cluster is null ? null : NodeServices.BeginOf(provider));
    }

    private static Props ServiceProps(ServiceSettings service, ServiceFigures figures, ConnectionIds ids, ILogger log, HandlersOwn handlers, HostingProcess process, NodeParts? node)
    {
        // The key is kept from the workers, which may run as the same user.
        if (process.IsServers && service.Tls is { EndsInServer: true })
            CoreDumps.Forbid();
        var tls = service.Tls is null ? null : new ServiceTls(
            new ServiceCertificates(service.Name, service.Tls, log, TimeProvider.System), service.Tls.HandshakeTimeout, service.TlsEndsInWorker);
        figures.Tls = tls;
        return Service.Props(service, ids, BackendProps(service, figures, log, tls, handlers), log, tls, figures, handlers.Services, node);
    }

    private static Props BackendProps(ServiceSettings service, ServiceFigures figures, ILogger log, ServiceTls? tls, HandlersOwn handlers) => service.Backend.Kind.Make(
        new BackendParts(service.Name, service.Backend.Name, service.Backend.Config, service.Backend.Workers, service.Handler, service.Limits.QueueTimeout, log)
        {
            Services = handlers.Services,
            WorkersLog = service.Backend.Workers is null ? null : new WorkersLog(service.Name, handlers.Logs, handlers.LeastLevel),
            Table = figures.Workers,
            Print = handlers.Print,
            WorkersCertificates = tls is { EndsInWorker: true } ? tls.Certificates : null,
        });

    /// <summary>What the host has for handlers.</summary>
    /// <param name="Services">What their constructors may ask for.</param>
    /// <param name="Logs">Where they log, also from workers.</param>
    /// <param name="LeastLevel">The least level that anybody reads.</param>
    /// <param name="Print">Where they print from workers.</param>
    private sealed record HandlersOwn(HandlerServices Services, ILoggerFactory Logs, Func<LogLevel> LeastLevel, Action<string> Print);
}
