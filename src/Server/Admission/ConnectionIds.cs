namespace ActorServer.Server.Admission;

/// <summary>Gives connections their ids, unique in the server's life across all services. Thread-safe.</summary>
internal sealed class ConnectionIds
{
    private long _last;

    public string Next() => $"c-{Interlocked.Increment(ref _last)}";
}
