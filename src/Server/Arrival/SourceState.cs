namespace ActorServer.Server.Arrival;

/// <summary>What is known of one source.</summary>
internal sealed class SourceState(Source source)
{
    /// <summary>Its new clients.</summary>
    public TokenBucket Bucket;

    /// <summary>What it is penalised with.</summary>
    public Penalty Penalty;

    public Source Source => source;

    /// <summary>Its clients that are served or held.</summary>
    public int Connections { get; set; }

    /// <summary>Its place among those without clients; null while it has one.</summary>
    public LinkedListNode<SourceState>? Idle { get; set; }

    /// <summary>Whether nothing is known that a new one would not have.</summary>
    public bool IsAsNew(TimeSpan now) => Connections == 0 && Bucket.IsFull(now) && Penalty.IsOver(now);
}
