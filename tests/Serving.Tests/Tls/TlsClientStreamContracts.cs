using System.Text;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Streams;
using ActorServer.Serving.Tests.Streams;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Tls;

/// <summary>What holds for every client's stream, over TLS.</summary>
public abstract class TlsClientStreamContract : ClientStreamContract
{
    private readonly TlsPair _pair = new();

    private protected SocketLoan Loan() => new(_pair.Sockets.Accepted.SafeHandle, _pair.Sockets.Accepted, tls: _pair.Session);

    /// <inheritdoc/>
    /// <remarks>Half a record may be with the client.</remarks>
    protected override bool WritesAfterGivingUp => false;

    /// <inheritdoc/>
    protected override void ClientSends(string piece) => _pair.Client.Write(Encoding.ASCII.GetBytes(piece));

    /// <inheritdoc/>
    protected override void ClientResets() => SocketPair.Abort(_pair.Sockets.Peer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _pair.Dispose();
}

/// <summary>In inline, thread and process.</summary>
public sealed class TlsBlockingStreamContract : TlsClientStreamContract
{
    public TlsBlockingStreamContract() => Stream = (ClientStream)Loan().Open(asynchronous: false);

    private protected override ClientStream Stream { get; }
}

/// <summary>A duplex handler's.</summary>
public sealed class TlsAsynchronousStreamContract : TlsClientStreamContract
{
    public TlsAsynchronousStreamContract() => Stream = (ClientStream)Loan().Open(asynchronous: true);

    private protected override ClientStream Stream { get; }
}

/// <summary>In event.</summary>
public sealed class TlsNonBlockingStreamContract : TlsClientStreamContract
{
    public TlsNonBlockingStreamContract() => Stream = (ClientStream)Loan().OpenNonBlocking();

    /// <inheritdoc/>
    protected override bool MayWait => false;

    private protected override ClientStream Stream { get; }
}
