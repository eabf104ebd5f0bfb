namespace ActorServer.Server.Workers;

/// <summary>How a client's wait for a worker goes.</summary>
/// <param name="failedBefore">How many starts had failed before it.</param>
internal sealed class ClientWait(long failedBefore)
{
    /// <summary>How many starts had failed before it.</summary>
    public long FailedBefore => failedBefore;

    /// <summary>It has waited as long as a client may that is held.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>How many workers it had that died before they reached it.</summary>
    public int Unreached { get; set; }
}
