using ActorServer.Monitoring;
using ActorServer.Server.Output;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>Composes what an operator sees of the server, and how it is steered. Of the log that is known which the host has registered.</summary>
internal static class SteeringServices
{
    public static void AddSteering(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(new ServerFigures(settings.Services, settings.Name));
        services.AddSingleton<IMonitoredServer>(Monitored);
        services.AddSingleton<IServerControl>(Control);
    }

    private static MonitoredServer Monitored(IServiceProvider provider)
    {
        var life = provider.GetRequiredService<ServerLife>();
        var stopping = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var warnings = provider.GetService<WarningsLog>();
        return new MonitoredServer(
            provider.GetRequiredService<ServerFigures>(),
            new ServerPhase(() => life.Serving.IsCompleted, () => stopping.IsCancellationRequested || life.Failed.IsCompleted),
            () => warnings?.Read() ?? []);
    }

    private static ServerControl Control(IServiceProvider provider)
    {
        var levels = provider.GetRequiredService<ILogLevels>();
        var asked = 0;
        return new ServerControl(
            provider.GetRequiredService<ServerFigures>(),
            new ServerActions(
                () => Stop(provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<StopNow>(), isFirst: Interlocked.Exchange(ref asked, 1) == 0),
                (category, level) => SetLevel(levels, category, level),
                provider.GetRequiredService<ServerSettings>().DrainTimeout),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServer"));
    }

    private static ControlOutcome SetLevel(ILogLevels levels, string? category, string level) =>
        levels.Set(category, level) is { } wrong
            ? new ControlOutcome.Wrong(wrong)
            : new ControlOutcome.Done("holds until the next start");

    private static ControlOutcome.Done Stop(IHostApplicationLifetime application, StopNow stopNow, bool isFirst)
    {
        if (isFirst && !application.ApplicationStopping.IsCancellationRequested)
        {
            // Not here: it waits for whoever is told, and whoever asks is among those who are to end.
            _ = Task.Run(application.StopApplication);
            return new ControlOutcome.Done();
        }

        stopNow.Request();
        return new ControlOutcome.Done("it was stopping; the clients are not waited for any longer");
    }
}
