namespace ActorServer.Server.Admission;

/// <summary>Gives connections their ids, unique in the server's life across all services. Thread-safe.</summary>
internal sealed class ConnectionIds
{
    private long _last;

    private long _lastHeld;

    /// <summary>For one that is held; it gets another one when it is served.</summary>
    public string NextHeld() => $"h-{Interlocked.Increment(ref _lastHeld)}";

    public string Next() => $"c-{Interlocked.Increment(ref _last)}";
}
