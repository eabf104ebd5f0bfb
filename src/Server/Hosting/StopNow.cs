using ActorServer.Threads.Scheduling;


namespace ActorServer.Server.Hosting;

/// <summary>The wish not to wait for the clients any longer. Thread-safe.</summary>
internal sealed class StopNow
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is asked for.</summary>
    public Task Requested => _requested.Task;

    public void Request() => _requested.TrySetResult();

    /// <summary>Completes when what remains after the clients has had its time too: that of the clients ends early when it is asked for.</summary>
    /// <param name="drainTimeout">For the clients.</param>
    /// <param name="patience">For what ends after them.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    public async Task OverdueAsync(TimeSpan drainTimeout, TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(Task.Delay(drainTimeout, AwakeTime.Instance, cancellation), Requested).ConfigureAwait(false);
        await Task.Delay(patience, AwakeTime.Instance, cancellation).ConfigureAwait(false);
    }
}
