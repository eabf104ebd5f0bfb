using ActorServer.Serving.Streams;


namespace ActorServer.Serving.Tests.Streams;

/// <summary>In inline, thread and process.</summary>
public sealed class BlockingSocketStreamContract : SocketStreamContract
{
    public BlockingSocketStreamContract() => Stream = new BlockingSocketStream(Pair.Accepted.SafeHandle);

    private protected override ClientStream Stream { get; }
}

/// <summary>A duplex handler's.</summary>
public sealed class AsynchronousSocketStreamContract : SocketStreamContract
{
    public AsynchronousSocketStreamContract() => Stream = new AsynchronousSocketStream(Pair.Accepted);

    private protected override ClientStream Stream { get; }
}

/// <summary>In event.</summary>
public sealed class NonBlockingSocketStreamContract : SocketStreamContract
{
    public NonBlockingSocketStreamContract() => Stream = new NonBlockingSocketStream(Pair.Accepted);

    /// <inheritdoc/>
    protected override bool MayWait => false;

    private protected override ClientStream Stream { get; }
}
