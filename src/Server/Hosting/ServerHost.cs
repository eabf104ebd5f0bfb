using ActorServer.Server.Configuration;
using ActorServer.Server.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ActorServer.Server.Hosting;

/// <summary>Runs a server as a process of its own, until it is told by a signal to stop or can serve no more.</summary>
internal static class ServerHost
{
    // What ends after the last client: workers, actors, the log.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // For services that do not notice that their time is up: Akka's does not.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Enough for any burst; beyond it the log loses lines (and says how many) rather than hold up clients.
    private const int LongestLogQueue = 100_000;

    /// <summary>Returns the exit code: 0 when stopped by a signal, 1 when it could not serve.</summary>
    public static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellation)
    {
        var life = new ServerLife();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        LogToStandardError(builder.Logging, settings.LogLevel);
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout + Margin);
        builder.Services.AddActorServer(settings, life);
        try
        {
            var host = builder.Build();
            var stopNow = host.Services.GetRequiredService<StopNow>();
            if (!await HostRun.RunAsync(host, () => stopNow.OverdueAsync(settings.DrainTimeout, Margin + Grace, CancellationToken.None), cancellation).ConfigureAwait(false))
                await LeaveAsync(host).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Before anything serves: a directory that cannot be made, a socket path that is too long.
            life.Fail(OneLine(failure));
        }

        if (!life.Failed.IsCompleted)
            return 0;
        await Console.Error.WriteLineAsync($"actor-server: {await life.Failed.ConfigureAwait(false)}").ConfigureAwait(false);
        return 1;
    }

    // What outlasts the process, or would be lost with it.
    private static async Task LeaveAsync(IHost host)
    {
        await Console.Error.WriteLineAsync("actor-server: the actor system has not ended in time; ending all the same").ConfigureAwait(false);
        host.Services.GetRequiredService<PrintedLines>().Dispose();
        host.Services.GetRequiredService<SocketDirectory>().Dispose();
    }

    private static string OneLine(Exception failure) =>
        $"{failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message.ReplaceLineEndings(" ")}";

    // Standard output is for the listening lines and for what handlers print.
    private static void LogToStandardError(ILoggingBuilder logging, string level)
    {
        logging.SetMinimumLevel(LogLevels.Parse(level));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Says of a start that failed what the last line says too.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.MaxQueueLength = LongestLogQueue;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
