namespace ActorServer.Server.Hosting;

/// <summary>The wish not to wait for the clients any longer. Thread-safe.</summary>
internal sealed class StopNow
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is asked for.</summary>
    public Task Requested => _requested.Task;

    public void Request() => _requested.TrySetResult();
}
