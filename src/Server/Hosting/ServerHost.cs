using ActorServer.Server.Configuration;
using ActorServer.Server.Output;
using ActorServer.Server.Resources;
using ActorServer.Server.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>Runs a server as a process of its own, until it is told by a signal to stop or can serve no more.</summary>
internal static class ServerHost
{
    // What ends after the last client: workers, actors, the log.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // For services that do not notice that their time is up: Akka's does not.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>What comes before anything is started. Returns what stands in the way; does not return where the program has to run anew.</summary>
    /// <exception cref="ConfigurationError">A file or a handler that is named will not do.</exception>
    public static string? Prepare(ServerSettings settings)
    {
        AdminTokenFile.Check(settings.Admin?.TokenFile ?? "");
        LoggersAlone.Check(settings.Services);
        return RuntimeStart.Apply(settings) ?? RoomObstacle(settings);
    }

    /// <summary>What would stand in the way of a start, as far as it can be told without one.</summary>
    /// <exception cref="ConfigurationError">A file or a handler that is named will not do.</exception>
    public static string? Obstacle(ServerSettings settings)
    {
        LoggersAlone.Check(settings.Services);
        return RuntimeStart.Obstacle(settings) ?? RoomObstacle(settings) ?? AdminObstacle(settings);
    }

    /// <summary>What does not stand in the way, but may not be meant so: lines for the log, or for whoever checks.</summary>
    public static IEnumerable<string> Warnings(ServerSettings settings) =>
        [.. NetworkIsolation.Warnings(settings), .. ServerCultures.Warnings(settings), .. TlsWarnings(settings)];

    /// <summary>Returns the exit code: 0 when stopped by a signal, 1 when it could not serve.</summary>
    /// <param name="settings">What to serve.</param>
    /// <param name="streams">The process's standard output and error.</param>
    /// <param name="signals">The process's signals.</param>
    /// <param name="cancellation">Stops it, as a signal does.</param>
    public static async Task<int> RunAsync(ServerSettings settings, StandardStreams streams, Signals signals, CancellationToken cancellation)
    {
        streams.Attach();
        var levels = LevelsOf(settings);
        streams.Format = LogFormats.Of(settings.LogFormat);
        var life = new ServerLife();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        LogTo(streams, levels, builder.Logging);
        builder.Services.AddSingleton(signals);
        builder.Services.AddSingleton(streams);
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        // Bounded below, by time in which the server does not stand still.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(provider => LoggersAlone.Of(provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddServer(settings, life);
        try
        {
            var host = builder.Build();
            var stopNow = host.Services.GetRequiredService<StopNow>();
            if (!await HostRun.RunAsync(host, () => stopNow.OverdueAsync(settings.DrainTimeout, Margin + Grace, CancellationToken.None), cancellation).ConfigureAwait(false))
                streams.SayAtTheEnd("the actor system has not ended in time; ending all the same");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Before anything serves.
            life.Fail(FailureText.OneLine(failure));
        }

        return life.ExitCode(streams.SayAtTheEnd);
    }

    // Standard output is for the listening lines and for what handlers print.
    private static void LogTo(StandardStreams streams, LogControl levels, ILoggingBuilder logging)
    {
        // The levels are looked at below, where they can be changed.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.Services.AddSingleton<ILoggerProvider>(new StreamLoggerProvider(streams.Error, streams.Format, levels, streams.Warnings));
        logging.Services.AddSingleton(levels);
        logging.Services.AddSingleton(streams.Warnings);
    }

    private static LogControl LevelsOf(ServerSettings settings)
    {
        var categories = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase)
        {
            ["Microsoft"] = LogLevel.Warning,
            // Says of a start that failed what the last line says too.
            ["Microsoft.Extensions.Hosting"] = LogLevel.None,
        };
        foreach (var (category, level) in settings.LogLevels)
            categories[category] = LogLevels.Parse(level);
        return new LogControl(LogLevels.Parse(settings.LogLevel), categories);
    }

    /// <summary>What may be wrong with the certificates.</summary>
    public static IEnumerable<string> TlsWarnings(ServerSettings settings) => settings.Services
        .SelectMany(service => service.Tls?.Warnings(DateTimeOffset.UtcNow).Select(warning => $"service {service.Name}: {warning}") ?? []);

    private static string? AdminObstacle(ServerSettings settings)
    {
        AdminTokenFile.Check(settings.Admin?.TokenFile ?? "");
        return settings.Admin is null ? null : AdminLoading.Obstacle;
    }

    private static string? RoomObstacle(ServerSettings settings)
    {
        TaskReserve.OfThisProcess.ExpectClientsOf(ResourceNeeds.TasksOfClient(settings));
        return ClientRoom.ObstacleBeforeStart(settings);
    }
}
