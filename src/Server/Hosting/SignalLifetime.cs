using ActorServer.Server.Output;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// What signals ask of a server that runs. SIGTERM and SIGINT: the first begins the drain, the second ends the waiting, any
/// further one ends the process. SIGQUIT ends the waiting at once. Where somebody else has begun the drain, the first is the second.
/// </summary>
internal sealed class SignalLifetime(
    Signals signals, IHostApplicationLifetime application, StopNow stopNow, ServerLife life, StandardStreams streams, ILogger<SignalLifetime> log)
    : IHostLifetime
{
    private readonly Lock _gate = new();
    private int _insistence;

    /// <summary>Ends the process.</summary>
    public Action<int> Exit { get; init; } = Environment.Exit;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        signals.Attend(Stop, name => log.LogInformation("signal: {Signal} does nothing yet", name));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a signal that means the end does.</summary>
    public void Stop(bool atOnce)
    {
        int insistence;
        lock (_gate)
            insistence = _insistence = Math.Max(_insistence + 1, atOnce || application.ApplicationStopping.IsCancellationRequested ? 2 : 1);
        if (insistence > 2)
        {
            // Workers end by themselves when their server is gone. One that has failed says so, also where its end takes too long.
            Exit(life.ExitCode(streams.SayAtTheEnd));
        }

        if (insistence == 2)
            stopNow.Request();
        application.StopApplication();
    }
}
