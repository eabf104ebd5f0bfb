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
    private Task<HandshakeOutcome>? _handshake;
    private TlsSession? _session;

    private bool HasReceived => _bytes.TryRead(out var now) && now.In > 0;

    private void AwaitHandshake(ServiceTls tls)
    {
        if (tls.EndsInWorker)
            return;
        BoundHandshake(tls);
        var server = tls.Certificates.Current.Server;
        // From the start on the pool: what can be read at once is worked on at once, which takes longer than an actor's thread is lent for.
        _handshake = Task.Run(() => server.HandshakeAsync(_socket, _counts));
        _handshake.PipeTo(Self, failure: failure => new HandshakeOutcome.Failed(failure.Message.ReplaceLineEndings(" ")));
    }

    private void BoundHandshake(ServiceTls tls)
    {
        if (tls.HandshakeTimeout > TimeSpan.Zero)
            _handshakeOverdue.Set(tls.HandshakeTimeout, Context);
    }

    // Who says so in a worker may say anything; after it has agreed it is its handler that fails.
    private bool HasFailedHandshake(string? error)
    {
        if (_tls is not { EndsInWorker: true } || _records.Tls is not null)
            return false;
        _records.Error = error;
        return true;
    }

    private void OnHandshaking(Handshaking handshaking, object message)
    {
        switch (message)
        {
            case HandshakeOutcome.Agreed agreed:
                BeginServing(handshaking, agreed.Session);
                break;
            case HandshakeOutcome.Failed failed:
                _trace?.HandshakeEnded();
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
        _trace?.HandshakeEnded();
        _session = session;
        _info = _info with { Tls = session.Info };
        _records.Tls = session.Info;
        if (_passage is not null)
        {
            Lead(_passage);
            return;
        }

        _state = new Arriving(handshaking.Draining);
        Context.Parent.Tell(new ConnectionSupervisor.Secured(_info));
    }

    // A worker may say anything: what counts is a version that there is, and a name that has a bound.
    private void AgreedInWorker(HandOffAgreed agreed)
    {
        if (_tls is not { EndsInWorker: true } || _records.Tls is not null || agreed.Tls.Version is not ("1.2" or "1.3"))
            return;
        _handshakeOverdue.Cancel();
        _trace?.HandshakeEnded();
        // No more of what it says is kept than the record has.
        _records.Tls = agreed.Tls with { ClientCertificate = default };
    }

    private void NoteTlsOf(HandOffEnded ended)
    {
        if (_tls is not { EndsInWorker: true })
            return;
        _records.IsTruncated = ended.Truncated && HasReceived;
        // What the client has sent that is no TLS.
        if (ended is { How: HandOffOutcome.PeerReset, Error.Length: > 0 })
            _records.Error = ended.Error;
    }

    private IByteTransport Transport() => _session is null ? new SocketTransport(_socket, Self, _counts) : new TlsTransport(_session, _socket, Self, _counts);

    private void ReleaseTls(ConnectionState state)
    {
        _handshakeOverdue.Cancel();
        if (state is Handshaking)
            _ = _handshake?.ContinueWith(late => (late.Result as HandshakeOutcome.Agreed)?.Session.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
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
