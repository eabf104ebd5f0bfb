using Akka.IO;

namespace ActorServer.Embedding.Tests;

/// <summary>Greets its client, and has a service of its own.</summary>
public sealed class Guest(Stay stay) : ActorHandler
{
    protected override void OnConnected() => Write(ByteString.FromString($"welcome to {stay}\n"));

    protected override void OnReceived(ByteString data) => Write(data);
}

/// <summary>A connection's own service, whose disposal takes some time.</summary>
public sealed class Stay : IAsyncDisposable
{
    private readonly House _house;

    public Stay(House house)
    {
        _house = house;
        house.Enter();
    }

    public override string ToString() => "the house";

    public async ValueTask DisposeAsync()
    {
        await Task.Delay(_house.Farewell);
        _house.Leave();
    }
}

/// <summary>Counts those that are not disposed yet. Thread-safe.</summary>
public sealed class House
{
    private int _inside;

    /// <summary>How long a disposal takes.</summary>
    public TimeSpan Farewell { get; set; }

    public int Inside => Volatile.Read(ref _inside);

    public void Enter() => Interlocked.Increment(ref _inside);

    public void Leave() => Interlocked.Decrement(ref _inside);
}
