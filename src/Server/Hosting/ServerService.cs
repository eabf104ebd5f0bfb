using ActorServer.Server.Accepting;
using ActorServer.Server.Settings;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Ties the server's actors to the host: starting waits until all services serve (or one cannot), stopping drains. Both
/// waits are bounded: by the workers' start time-outs, and by the drain time-out plus what it takes to end.
/// </summary>
internal sealed class ServerService(
    ActorRegistry actors,
    ServerSettings settings,
    ServerLife life,
    StopNow stopNow,
    HostingProcess process,
    IHostApplicationLifetime application,
    ILogger<ServerService> log) : IHostedService
{
    // After the drain deadline: resets, records, ending of workers.
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(15);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SayWhatIsShort(ResourceNeeds.Of(settings));
        _ = StopWhenFailed();
        var stopping = new TaskCompletionSource();
        using var registration = application.ApplicationStopping.Register(() => stopping.TrySetResult());
        // Not the token: a stop that comes first is no failure of the start, and StopAsync deals with it.
        await Task.WhenAny(life.Serving, life.Failed, stopping.Task).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var root = await actors.GetAsync<ActorServerRoot>(cancellationToken).ConfigureAwait(false);
        root.Tell(ActorServerRoot.Drain.Instance);
        if (life.Failed.IsCompleted)
            stopNow.Request();
        _ = stopNow.Requested.ContinueWith(
            _ => root.Tell(ActorServerRoot.DrainNow.Instance), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

        var overdue = stopNow.OverdueAsync(settings.DrainTimeout, EndingPatience, cancellationToken);
        if (await Task.WhenAny(life.Drained, overdue).ConfigureAwait(false) != life.Drained)
            log.LogError("stop: not everything has ended in time; ending all the same");
    }

    private void SayWhatIsShort(ResourceNeeds needs)
    {
        foreach (var line in process.Warnings(settings))
            log.LogWarning("{Warning}", line);
        foreach (var line in needs.Beyond(SystemLimits.Descriptors, SystemLimits.MemoryMaps, SystemLimits.Tasks))
            log.LogWarning("{Limit}", line);
        if (settings.ChosenAcceptor == AcceptorKind.Socket)
            log.LogInformation("limits: with ulimit -n at {Descriptors} and tasks at {Tasks}, acceptor = auto is socket, which stops before these run short", SystemLimits.Descriptors, SystemLimits.Tasks?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no limit");
    }

    private async Task StopWhenFailed()
    {
        await life.Failed.ConfigureAwait(false);
        application.StopApplication();
    }
}
