using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using Akka.Actor;

namespace ActorServer.Server.Arrival;

/// <summary>
/// A proxy that has connected and has not said yet for whom. Tells the service exactly once who it is or why it is refused. Of what
/// it sends it reads the header, and not a byte more.
/// </summary>
/// <param name="client">What has been accepted.</param>
/// <param name="versions">The versions of the header that are taken.</param>
/// <param name="deadline">Until when the header must have come.</param>
/// <param name="service">Who is told.</param>
internal sealed class ArrivingClient(AcceptedClient client, ProxyVersions versions, TimeSpan deadline, IActorRef service)
    : WatchedSocket(client.Socket, deadline)
{
    private const int PieceSize = 512;

    private readonly ProxyHeaderReader _reader = new(versions);

    public AcceptedClient Client => client;

    public override bool OnInput()
    {
        Span<byte> piece = stackalloc byte[PieceSize];
        while (_reader.IsWaiting)
        {
            var count = SocketCalls.PeekNow(Socket, piece, out var error);
            if (error == SocketError.WouldBlock)
                return false;
            if (error != SocketError.Success)
                return Refuse(RefusalReason.PeerGone);
            if (count == 0)
                return Refuse(RefusalReason.ProxyHeader);
            // What was shown is there to be read, so that it comes as a whole.
            _ = SocketCalls.ReceiveNow(Socket, piece[.._reader.Take(piece[..count])], out _);
        }

        return _reader.Header is { } header ? Name(header) : Refuse(RefusalReason.ProxyHeader);
    }

    public override void OnOverdue() => Refuse(RefusalReason.ProxyHeader);

    private bool Name(ProxyHeader header)
    {
        var named = client with { HeaderLength = header.Length, ProxyTlvs = header.Tlvs };
        service.Tell(new Named(
            header.Client is null ? named : named with { Peer = header.Client, Local = header.Destination!, Proxy = client.Peer }), ActorRefs.NoSender);
        return true;
    }

    private bool Refuse(string reason)
    {
        service.Tell(new NotNamed(client, reason), ActorRefs.NoSender);
        return true;
    }

    /// <summary>To the service: its header has come.</summary>
    internal sealed record Named(AcceptedClient Client) : INoSerializationVerificationNeeded;

    /// <summary>To the service: it is to be refused.</summary>
    internal sealed record NotNamed(AcceptedClient Client, string Reason) : INoSerializationVerificationNeeded;
}
