using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Tls;
using ActorServer.Serving.Sockets;
using ActorServer.Serving.Tls;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>
/// Its TLS, where it ends here: the handshake comes first, and backend and handler hear of the client when that is over, so that they
/// know what was agreed on.
/// </content>
internal sealed partial class ClientConnection
{
    private readonly ServiceTls? _tls;
    private Reminder _handshakeOverdue = new(HandshakeOverdue.Instance);
    private TlsSession? _session;

    private bool HasReceived => TcpInfo.TryRead(_socket, out var info) && _records.HasSent(info);

    private void AwaitHandshake(ServiceTls tls)
    {
        if (tls.HandshakeTimeout > TimeSpan.Zero)
            _handshakeOverdue.Set(tls.HandshakeTimeout, Context);
        if (_state is not Handshaking)
            return;
        var server = tls.Certificates.Current.Server;
        // From the start on the pool: what can be read at once is worked on at once, which takes longer than an actor's thread is lent for.
        Task.Run(() => server.HandshakeAsync(_socket)).PipeTo(Self);
    }

    private void OnHandshaking(Handshaking handshaking, object message)
    {
        switch (message)
        {
            case HandshakeOutcome.Agreed agreed:
                BeginServing(handshaking, agreed.Session);
                break;
            case HandshakeOutcome.Failed failed:
                _records.Error = failed.Error;
                TakeBack(EndReason.HandshakeFailed, inputEnded: false);
                break;
            case HandshakeOutcome.PeerClosed:
                // One that has not said a word had nothing to cut.
                _records.IsTruncated = HasReceived;
                TakeBack(EndReason.PeerClosed, inputEnded: true);
                break;
            case HandshakeOutcome.PeerReset:
                CutOff(EndReason.PeerReset);
                break;
            case Draining:
                _state = new Handshaking(Draining: true);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void BeginServing(Handshaking handshaking, TlsSession session)
    {
        _handshakeOverdue.Cancel();
        _session = session;
        _info = _info with { Tls = session.Info };
        _records.Tls = session.Info;
        _state = new Arriving(handshaking.Draining);
        Context.Parent.Tell(new ConnectionSupervisor.Secured(_info));
    }

    // In a worker, which may say anything: a version that there is, and a name that has a bound.
    private void Agreed(TlsInfo tls)
    {
        if (tls.Version is not ("1.2" or "1.3"))
            return;
        _handshakeOverdue.Cancel();
        _records.Tls = tls;
    }

    private IByteTransport Transport() => _session is null ? new SocketTransport(_socket, Self) : new TlsTransport(_session, _socket, Self);

    private void ReleaseTls(ConnectionState state)
    {
        _handshakeOverdue.Cancel();
        if (_session is null)
            return;
        _records.IsTruncated |= _session.IsTruncated;
        _records.Error ??= _session.Fault;
        // A handler that has it may be in a call, and its host disposes of it afterwards.
        if (state is not OpenLent)
            _session.Dispose();
    }

    private sealed class HandshakeOverdue : INoSerializationVerificationNeeded
    {
        public static readonly HandshakeOverdue Instance = new();
    }
}
