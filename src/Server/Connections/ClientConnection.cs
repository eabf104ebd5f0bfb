using System.Diagnostics;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Tls;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Sockets;
using Akka.Actor;
using Akka.IO;
using Microsoft.Extensions.Logging;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <summary>
/// The server's end of one client: owns its descriptor, counts its bytes, enforces its timeouts, lingers when it closes and
/// cuts it off when it must, and writes its two records. Whatever happens to handler, worker or client, the closing record
/// is written exactly once and the service told exactly once.
/// </summary>
/// <remarks>
/// One method a <see cref="ConnectionState"/> says what is heard in it. A message that has no case there comes too late, or from one
/// who has no say, and changes nothing.
/// </remarks>
internal sealed partial class ClientConnection : UntypedActor, IConversationOwner
{
    private const string StoppedWithoutClosing = "the handler stopped without closing its connection";
    private const string EndedTooSoon = "the handler ended before it took its connection";

    /// <summary>How often it has to be asked to <see cref="CheckDeadline"/>; where less than that is left, it asks itself.</summary>
    public static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(2);

    private ConnectionInfo _info;
    private readonly Socket _socket;
    private readonly int _headerLength;
    private readonly LimitSettings _limits;
    private readonly IActorRef _service;
    private readonly ClientRecords _records;
    private readonly SocketCounts? _counts;
    private readonly IClientBytes _bytes;
    private readonly SocketWatch _watch;
    private readonly ConnectionEntry _entry;
    private ConnectionState _state;
    private ConnectionTrace? _trace;
    private Reminder _deadline = new(CheckDeadline.Instance);
    private Reminder _lingerAgain = new(LingerAgain.Instance);

    private ClientConnection(
        ConnectionInfo info, Socket socket, int headerLength, LimitSettings limits, IActorRef service, ILogger log, ServiceTls? tls, ConnectionEntry? entry,
        Passage? passage, Origin? origin)
    {
        _info = info;
        _socket = socket;
        _headerLength = headerLength;
        _limits = limits;
        _service = service;
        _records = new ClientRecords(info, log);
        _counts = socket.AddressFamily == AddressFamily.Unix ? new SocketCounts() : null;
        _bytes = IClientBytes.Of(socket, _counts, headerLength);
        _watch = new SocketWatch(_bytes, limits);
        _entry = entry ?? new ConnectionEntry(info.Id, info.Peer, Stopwatch.GetTimestamp());
        _tls = tls;
        _passage = passage;
        _origin = origin;
        _records.Other = passage?.Node ?? origin?.Front;
        _state = tls is { EndsInWorker: false } ? new Handshaking(Draining: false) : new Arriving(Draining: false);
    }

    /// <summary>
    /// A connection. Of what its client has sent, the first bytes may have been a proxy's, or a ticket, and have been read. With a passage
    /// another node serves the client; with an origin another node has placed it here.
    /// </summary>
    public static Props Props(
        ConnectionInfo info, Socket socket, LimitSettings limits, IActorRef service, ILogger log, int headerLength = 0, ServiceTls? tls = null,
        ConnectionEntry? entry = null, Passage? passage = null, Origin? origin = null) =>
        Producer<ClientConnection>.Props(() => new ClientConnection(info, socket, headerLength, limits, service, log, tls, entry, passage, origin));

    protected override void PreStart()
    {
        _records.WriteOpened();
        _trace = ConnectionTrace.Begin(_info);
        _entry.Attach(_socket, _counts, _headerLength);
        AwaitDeadline(_watch.FirstLookIn());
        if (_passage is not null)
            BeginPassage(_passage);
        if (_tls is not null)
            AwaitHandshake(_tls);
    }

    protected override void PostStop()
    {
        // Only an actor system that ends in a hurry stops a connection that has not been closed.
        CutOff(EndReason.Killed);
    }

    protected override void OnReceive(object message)
    {
        Hear(message);
        _entry.Phase = _state.Phase;
    }

    private void Hear(object message)
    {
        switch (_state)
        {
            case Handshaking handshaking:
                OnHandshaking(handshaking, message);
                break;
            case Arriving arriving:
                OnArriving(arriving, message);
                break;
            case OpenOwn open:
                OnOpenOwn(open, message);
                break;
            case ClosingOwn closing:
                OnOwn(closing.Conversation, message);
                break;
            case OpenLent lent:
                OnLent(lent, message);
                break;
            case OpenInWorker inWorker:
                OnOpenInWorker(inWorker, message);
                break;
            case OpenPumped pumped:
                OnPumped(pumped, message);
                break;
            case ClosingPumped closing:
                OnClosing(closing, message);
                break;
            case OpenPlaced placed:
                OnPlaced(placed, message);
                break;
            case Parted parted:
                OnParted(parted, message);
                break;
            case Lingering lingering:
                OnLingering(lingering, message);
                break;
        }
    }

    private void OnArriving(Arriving arriving, object message)
    {
        switch (message)
        {
            // A handler registers itself: code in a worker must not name another actor as the receiver of what follows.
            case Tcp.Register register when register.Handler.Equals(Sender):
                Converse(arriving, register);
                break;
            case IsolationBackend.LendSocket lend:
                Lend(arriving, lend);
                break;
            case HandOffOrder handOff:
                HandOffToWorker(arriving, handOff);
                break;
            case WorkerAssigned assigned:
                _records.Worker = _entry.Worker = assigned.Worker;
                break;
            case Draining:
                _state = new Arriving(Draining: true);
                break;
            case WorkerUnavailable unavailable:
                CutOff(EndReason.WorkerUnavailable, unavailable.Error);
                break;
            case WorkerDied died:
                CutOff(died);
                break;
            case HandlerFailed failed:
                CutOff(EndReason.HandlerFailed, failed.Error);
                break;
            case HandlerEnded:
                CutOff(EndReason.HandlerFailed, EndedTooSoon);
                break;
            case Tcp.Abort:
                CutOff(EndReason.HandlerClosed);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void OnOpenOwn(OpenOwn open, object message)
    {
        // One that is closing is told by the end of its handler, which it still watches.
        if (message is HandlerEnded)
            CutOff(EndReason.HandlerFailed, StoppedWithoutClosing);
        else
            OnOwn(open.Conversation, message);
    }

    private void OnOwn(TcpConversation conversation, object message)
    {
        if (conversation.Receive(message, Sender))
            return;
        switch (message)
        {
            case HandlerFailed failed:
                CutOff(EndReason.HandlerFailed, failed.Error);
                break;
            // The loss of a worker's address says nothing that its exit will not say better.
            case Terminated { AddressTerminated: false }:
                CutOff(EndReason.HandlerFailed, StoppedWithoutClosing);
                break;
            case WorkerDied when _state is ClosingOwn:
                // It has done its part: all that it wrote is here.
                break;
            case WorkerDied died:
                CutOff(died);
                break;
            case Draining:
                conversation.Handler.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void OnLent(OpenLent lent, object message)
    {
        switch (message)
        {
            case StreamHandlerHost.StreamServed served when Sender.Equals(lent.Handler):
                EndedElsewhere(lent.Loan.LeftWith(served.Error), served.Error, lent.Loan.HasEnded);
                break;
            case HandlerFailed failed:
                CutOff(EndReason.HandlerFailed, failed.Error);
                break;
            case Terminated or HandlerEnded:
                CutOff(EndReason.HandlerFailed, StoppedWithoutClosing);
                break;
            case Draining:
                lent.Loan.Signals.SayDraining();
                lent.Handler.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    // Handler and worker have done their part, however they end.
    private void OnLingering(Lingering lingering, object message)
    {
        if (lingering is LingeringOwn own && own.Conversation.Receive(message, Sender))
            return;
        if (message is LingerAgain)
            LingerOn(lingering);
        else
            OnAny(message);
    }

    private void OnAny(object message)
    {
        switch (message)
        {
            case CheckDeadline:
                CheckDeadlines();
                break;
            case CutOffNow now:
                CutOff(now.Reason);
                break;
            case HandshakeOverdue when _records.Tls is null && _state is not Lingering:
                CutOff(EndReason.HandshakeTimeout);
                break;
            case NodeReport word when _passage is not null:
                _passage.Word = word;
                break;
            case NodeIsLost when _passage is not null:
                // Its leg says itself whether it is dead; who claims to be that node cannot.
                _passage.IsNodeLost = true;
                break;
        }
    }

    private void Converse(Arriving arriving, Tcp.Register register)
    {
        _watch.HandlerBegins();
        Context.Watch(register.Handler);
        _state = new OpenOwn(new TcpConversation(Transport(), register, this, Self));
        if (arriving.Draining)
            register.Handler.Tell(Draining.Instance);
    }

    private void Lend(Arriving arriving, IsolationBackend.LendSocket lend)
    {
        _watch.HandlerBegins();
        var loan = new SocketLoan(_socket.SafeHandle, _socket, _counts, _session);
        _state = new OpenLent(loan, Context.Watch(lend.Handler));
        if (arriving.Draining)
        {
            loan.Signals.SayDraining();
            lend.Handler.Tell(Draining.Instance);
        }

        lend.Handler.Tell(new StreamHandlerHost.ServeSocket(loan, lend.On));
    }

    private void EndedElsewhere(HandOffOutcome how, string? error, bool inputEnded)
    {
        switch (how)
        {
            case HandOffOutcome.AfterPeer:
                TakeBack(EndReason.PeerClosed, inputEnded);
                break;
            case HandOffOutcome.ByHandler:
                TakeBack(EndReason.HandlerClosed, inputEnded);
                break;
            case HandOffOutcome.PeerReset:
                CutOff(EndReason.PeerReset);
                break;
            case HandOffOutcome.HandshakeFailed when HasFailedHandshake(error):
                TakeBack(EndReason.HandshakeFailed, inputEnded);
                break;
            case HandOffOutcome.Aborted:
                CutOff(EndReason.HandlerClosed);
                break;
            case HandOffOutcome.Failed or HandOffOutcome.HandshakeFailed:
                CutOff(EndReason.HandlerFailed, error);
                break;
        }
    }

    // The other has left the socket alone, or says so; in any case it writes no more.
    private void TakeBack(string reason, bool inputEnded)
    {
        if (_state is OpenInWorker && !Restore())
        {
            CutOff(EndReason.PeerReset);
            return;
        }

        (_state as IPumped)?.Pump.Dispose();

        _ = SocketCalls.EndOutput(_socket.SafeHandle);
        Linger(new LingeringReturned(inputEnded, reason, new LingerDeadline(_limits, _watch.Age)));
    }
}
