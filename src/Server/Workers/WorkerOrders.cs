namespace ActorServer.Server.Workers;

/// <summary>
/// What an operator wants of the workers of one service. To a backend that has some; other backends need not know of it.
/// </summary>
internal static class WorkerOrders
{
    /// <summary>Kill this worker's process; its client's record says that it died. Answered by a <see cref="Monitoring.ControlOutcome"/>.</summary>
    internal sealed record Kill(long Number);

    /// <summary>Have this worker end after its client. Likewise.</summary>
    internal sealed record Leave(long Number);

    /// <summary>These limits hold from now on. To lower them ends nobody.</summary>
    /// <param name="Most">So many workers at most; null where that stays.</param>
    /// <param name="QueueTimeout">How long a client waits for a worker while none can be started.</param>
    internal sealed record SetLimits(int? Most, TimeSpan QueueTimeout);
}
