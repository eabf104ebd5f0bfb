namespace ActorServer.Server.Connections;

/// <summary>How a connection ends, for its closing record.</summary>
/// <param name="Reason">One of <see cref="Protocol.Messages.EndReason"/>.</param>
/// <param name="Error">What went wrong, if anything.</param>
/// <param name="Death">The end of the worker that served it, if that is why.</param>
internal sealed record Ending(string Reason, string? Error = null, ClientConnection.WorkerDied? Death = null)
{
    /// <summary>What the node says that served it, where that was another one.</summary>
    public NodeReport? Word { get; init; }
}
