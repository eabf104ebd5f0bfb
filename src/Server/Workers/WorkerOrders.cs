namespace ActorServer.Server.Workers;

/// <summary>
/// What an operator wants of the workers of one service. To a backend that has some; each is answered by a
/// <see cref="Monitoring.ControlOutcome"/>. Other backends need not know of them.
/// </summary>
internal static class WorkerOrders
{
    /// <summary>Kill this worker's process; its client's record says that it died.</summary>
    internal sealed record Kill(long Number);

    /// <summary>Have this worker end after its client.</summary>
    internal sealed record Leave(long Number);

    /// <summary>Have so many at most from now on. Lowering it ends nobody.</summary>
    internal sealed record SetMost(int Count);
}
