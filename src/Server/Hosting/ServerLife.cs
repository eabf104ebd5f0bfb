namespace ActorServer.Server.Hosting;

/// <summary>
/// How far a server has come, as tasks for those outside its actors: it serves or cannot, and later nothing of it is left.
/// Thread-safe; each step happens at most once.
/// </summary>
internal sealed class ServerLife
{
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _said;

    /// <summary>Completes when all services serve.</summary>
    public Task Serving => _serving.Task;

    /// <summary>Completes with the reason when the server cannot serve, or not any more.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Completes when no client and nothing of the backends is left.</summary>
    public Task Drained => _drained.Task;

    public void Serve() => _serving.TrySetResult();

    public void Fail(string error) => _failed.TrySetResult(error);

    public void Drain() => _drained.TrySetResult();

    /// <summary>The process's exit code: 0 when it was stopped, 1 when it failed. Whoever asks first says why.</summary>
    /// <param name="say">Takes the reason.</param>
    public int ExitCode(Action<string> say)
    {
        if (!Failed.IsCompletedSuccessfully)
            return 0;
        if (Interlocked.Exchange(ref _said, 1) == 0)
            say(_failed.Task.Result);
        return 1;
    }
}
