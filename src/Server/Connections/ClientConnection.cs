using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Output;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Sockets;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Connections;

/// <summary>
/// The server's end of one client: owns its descriptor, counts its bytes, enforces its timeouts, lingers when it closes and
/// cuts it off when it must, and writes its two records. Whatever happens to handler, worker or client, the closing record
/// is written exactly once and the service told exactly once.
/// </summary>
internal sealed class ClientConnection : SocketConnection
{
    // Of a worker that died, in the record: more than that only if most of it has to be escaped.
    private const int LongestStandardError = 8 * 1024;
    private const string StoppedWithoutClosing = "the handler stopped without closing its connection";

    private static readonly TimeSpan FirstAcknowledgementCheck = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestAcknowledgementCheck = TimeSpan.FromMilliseconds(100);

    /// <summary>How often it has to be asked to <see cref="CheckDeadline"/>; where less than that is left, it asks itself.</summary>
    public static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(2);

    private readonly ConnectionInfo _info;
    private readonly LimitSettings _limits;
    private readonly ILogger _log;
    private readonly IActorRef _service;
    private readonly ConnectionDeadlines _deadlines;
    private readonly long _openedAt = Stopwatch.GetTimestamp();
    private readonly TimeSpan _openedAwake = AwakeTime.Instance.Now;
    private ICancelable? _deadlineTimer;
    private ICancelable? _lingerTimer;
    private string? _reason;
    private string? _error;
    private WorkerIdentity? _worker;
    private WorkerDied? _death;
    private LingerProgress? _linger;
    private IActorRef? _handlersInWorker;
    private SocketLoan? _loan;
    private bool _draining;
    private TimeSpan? _lookedEndedAt;
    private bool _probed;
    private bool _closed;

    public ClientConnection(ConnectionInfo info, Socket socket, LimitSettings limits, IActorRef service, ILogger log)
        : base(socket)
    {
        _info = info;
        _limits = limits;
        _service = service;
        _log = log;
        _deadlines = new ConnectionDeadlines(limits);
    }

    public static Props Props(ConnectionInfo info, Socket socket, LimitSettings limits, IActorRef service, ILogger log) =>
        Producer<ClientConnection>.Props(() => new ClientConnection(info, socket, limits, service, log));

    // What the client is judged by. While the server stood still it could not serve.
    private TimeSpan Age => AwakeTime.Instance.Now - _openedAwake;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_log.IsEnabled(LogLevel.Information))
            _log.Opened(_info.Id, _info.Service, PeerFormat.Format(_info.Peer), _info.Isolation);
        AwaitDeadline(_deadlines.Check(TimeSpan.Zero, default).AskAgainIn);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // Only an actor system that ends in a hurry stops a connection that has not been closed.
        if (!_closed)
            CutOff(EndReason.Killed);
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void PeerClosed()
    {
        _reason ??= EndReason.PeerClosed;
        if (_linger is not null)
            Linger();
    }

    /// <inheritdoc/>
    protected override void PeerReset(SocketError error)
    {
        // A client that resets once it has been told the end takes nothing from how the connection ended.
        if (!OutputEnded)
            _reason = _reason is null or EndReason.PeerClosed or EndReason.HandlerClosed ? EndReason.PeerReset : _reason;
        CutOff(_reason ?? EndReason.PeerReset);
    }

    /// <inheritdoc/>
    protected override void HandlerClosing() => _reason ??= EndReason.HandlerClosed;

    /// <inheritdoc/>
    protected override void HandlerAborted() => CutOff(EndReason.HandlerClosed);

    /// <inheritdoc/>
    protected override void HandlerHasFailed(string error)
    {
        // A handler that fails after its answer was complete takes nothing from its client.
        if (OutputEnded)
            return;
        _error = error;
        CutOff(EndReason.HandlerFailed);
    }

    /// <inheritdoc/>
    protected override void HandlerRegistered()
    {
        if (_draining)
            Handler.Tell(Draining.Instance);
    }

    /// <inheritdoc/>
    protected override void HandlerStopped(Terminated terminated)
    {
        // The loss of a worker's address says nothing that its exit will not say better.
        if (!terminated.AddressTerminated)
            HandlerHasFailed(StoppedWithoutClosing);
    }

    /// <inheritdoc/>
    protected override void OutputFinished()
    {
        _linger = new LingerProgress(Age);
        LingerOn();
    }

    /// <inheritdoc/>
    protected override void OnOther(object message)
    {
        if (_closed)
            return;
        switch (message)
        {
            case CheckDeadline:
                CheckDeadlines();
                break;
            case LingerAgain:
                LingerOn();
                break;
            case Draining:
                _draining = true;
                _loan?.Signals.SayDraining();
                (_handlersInWorker ?? Handler).Tell(message);
                break;
            case LendSocket lend:
                Lend(lend);
                break;
            case StreamHandlerHost.StreamServed served when _loan is not null && Sender.Equals(Handler) && !OutputEnded:
                EndedElsewhere(_loan.LeftWith(served.Error), served.Error);
                break;
            case WorkerAssigned assigned:
                _worker = assigned.Worker;
                break;
            case HandOver handOver:
                HandOverToWorker(handOver);
                break;
            // From a worker that was handed nothing it is a lie, and would have us wait for a socket that we serve ourselves.
            case HandedOverEnded ended when _handlersInWorker is not null && !OutputEnded:
                EndedElsewhere(ended.How, ended.Error);
                break;
            case WorkerDied when OutputEnded:
                // Its answer is complete and with the kernel.
                break;
            case WorkerDied when _handlersInWorker is not null && TcpInfo.TryRead(Socket, out var info) && info.FinSent:
                // Here too; it died before it could say so.
                OutputEndedElsewhere(info.PeerFinReceived ? EndReason.PeerClosed : EndReason.HandlerClosed);
                break;
            case WorkerDied died:
                _death = died;
                _worker = died.Worker;
                _error = died.KilledBecause;
                CutOff(EndReason.WorkerDied);
                break;
            case WorkerUnavailable unavailable:
                _error = unavailable.Error;
                CutOff(EndReason.WorkerUnavailable);
                break;
            case HandlerGone when !IsClosing:
                HandlerHasFailed(Handler.IsNobody() ? "the handler ended before it took its connection" : StoppedWithoutClosing);
                break;
            case HandlerGone:
                break;
            case CutOffNow now:
                CutOff(now.Reason);
                break;
            default:
                base.OnOther(message);
                break;
        }
    }

    private void Lend(LendSocket lend)
    {
        _loan = new SocketLoan(Socket.SafeHandle, Socket);
        if (_draining)
            _loan.Signals.SayDraining();
        LendTo(lend.Handler);
        lend.Handler.Tell(new StreamHandlerHost.ServeSocket(_loan, lend.On));
    }

    private void HandOverToWorker(HandOver handOver)
    {
        switch (Send(handOver))
        {
            case 0:
                _handlersInWorker = handOver.Handlers;
                Lend();
                Sender.Tell(new HandedOver(handOver.Number));
                if (_draining)
                    _handlersInWorker.Tell(Draining.Instance);
                break;
            case Errno.EPIPE:
                // A worker that has ended takes nothing, and its client has noticed nothing.
                Sender.Tell(new NotHandedOver(handOver.Number));
                break;
            case var error:
                _error = $"the socket could not be handed over: {Errno.Describe(error)}";
                CutOff(EndReason.WorkerUnavailable);
                break;
        }
    }

    private int Send(HandOver handOver)
    {
        try
        {
            return HandOff.Send(handOver.Control, handOver.Number, _info, Socket);
        }
        catch (ObjectDisposedException)
        {
            return Errno.EPIPE;
        }
    }

    private void EndedElsewhere(HandedOverEnd how, string? error)
    {
        switch (how)
        {
            case HandedOverEnd.AfterPeer:
                OutputEndedElsewhere(EndReason.PeerClosed);
                break;
            case HandedOverEnd.ByHandler:
                OutputEndedElsewhere(EndReason.HandlerClosed);
                break;
            case HandedOverEnd.PeerReset:
                PeerReset(SocketError.ConnectionReset);
                break;
            case HandedOverEnd.Aborted:
                HandlerAborted();
                break;
            case HandedOverEnd.Failed:
                HandlerHasFailed(error!);
                break;
        }
    }

    private void OutputEndedElsewhere(string reason)
    {
        if (_handlersInWorker is not null && !Restore())
            return;
        _reason ??= reason;
        // What a worker says of the input the kernel has to confirm.
        TakeBack(inputEnded: _loan is { HasEnded: true });
    }

    // What the other process did to the socket it did for all: .NET sets linger to 0 when it closes a descriptor on which
    // somebody waits.
    private bool Restore()
    {
        try
        {
            SocketDuplicate.Restore(Socket);
            return true;
        }
        catch (SocketException lost)
        {
            PeerReset(lost.SocketErrorCode);
            return false;
        }
    }

    private void CheckDeadlines()
    {
        var verdict = _deadlines.Check(Age, TcpInfo.TryRead(Socket, out var info) ? ActivityOf(info) : ConnectionDeadlines.Activity.Unknown);
        ProbeOneThatHasClosedItsSide(info);
        // While the handler does not ask for data nobody reads, and a reset would go unnoticed as long as the handler hangs.
        if (WasReset() && !MayHaveEndedElsewhere())
            PeerReset(SocketError.ConnectionReset);
        else if (verdict.Reason is { } reason && (_linger is null || reason == EndReason.MaxLifetime))
            CutOff(reason);
        else if (verdict.Reason is null)
            AwaitDeadline(verdict.AskAgainIn);
        // Otherwise the end has begun, and Linger bounds it; only the lifetime still counts.
    }

    private void AwaitDeadline(TimeSpan time)
    {
        _deadlineTimer?.Cancel();
        _deadlineTimer = time < CheckPeriod ? Schedule(time, CheckDeadline.Instance) : null;
    }

    // A connection that both sides have closed looks the same as one that was reset; whoever has the socket says so soon then.
    private bool MayHaveEndedElsewhere()
    {
        if (!IsLent)
            return false;
        _lookedEndedAt ??= Age;
        return Age - _lookedEndedAt < CheckPeriod / 2;
    }

    // A client that half-closes and one that is gone send the same; only an answer, or none, tells.
    private void ProbeOneThatHasClosedItsSide(TcpInfo info)
    {
        if (_probed || info.State != TcpState.CloseWait)
            return;
        _probed = true;
        KeepAlive.AfterFin.SetAtLeastOn(Socket);
    }

    private ConnectionDeadlines.Activity ActivityOf(TcpInfo info)
    {
        var silent = TimeSpan.FromMilliseconds(Math.Min(info.LastDataSent, info.LastDataReceived));
        var awake = AwakeTime.Instance.SinceStandstill;
        var idle = silent < awake ? silent : awake;
        var activity = new ConnectionDeadlines.Activity(info.In, info.Out, idle, IsSending(info), InputEnded || info.State == TcpState.CloseWait);
        return activity.InputEnded
            ? activity with { Unread = Socket.Available, Unacknowledged = SocketCalls.OutputQueue(Socket) ?? 0 }
            : activity;
    }

    private static bool IsSending(TcpInfo info) => info.State != TcpState.Close && (info.Unacked > 0 || info.NotSentBytes > 0);

    private void LingerOn()
    {
        DiscardInput();
        if (!_closed)
            Linger();
    }

    /// <summary>
    /// Waits until the client has taken everything and has closed its side, then closes. Bytes that are still on their way
    /// are given the time that a stalled client is given; a client that has them all but does not close, the linger time.
    /// </summary>
    private void Linger()
    {
        var sending = TcpInfo.TryRead(Socket, out var info) && IsSending(info);
        if (!sending && InputEnded)
        {
            Close();
            return;
        }

        var stalls = sending && _limits.SendStallTimeout > TimeSpan.Zero;
        var patience = stalls ? _limits.SendStallTimeout : _limits.LingerTimeout;
        if (_linger!.Waited(Age, sending, info.Out) >= patience)
        {
            if (stalls)
                CutOff(EndReason.SendStallTimeout);
            else
                Close();
            return;
        }

        _lingerTimer?.Cancel();
        _lingerTimer = Schedule(_linger.NextCheck(sending || MustAskForEnd, patience, FirstAcknowledgementCheck, LongestAcknowledgementCheck), LingerAgain.Instance);
    }

    private void Close() => End(cutOff: false);

    private void CutOff(string reason)
    {
        if (_closed)
            return;
        // Who began the end has named it; a client that stalls or stays beyond its time undoes it.
        if (_linger is null || _reason is null || reason is EndReason.SendStallTimeout or EndReason.MaxLifetime)
            _reason = reason;
        End(cutOff: true);
    }

    private void End(bool cutOff)
    {
        _closed = true;
        _deadlineTimer?.Cancel();
        _lingerTimer?.Cancel();
        try
        {
            _ = TcpInfo.TryRead(Socket, out var counted);
            if (cutOff)
                CutOffEverybody();
            Release();
            WriteRecord(counted);
        }
        finally
        {
            // Whatever fails here, the place must not stay taken.
            _service.Tell(new ConnectionClosed(_info.Id));
            Context.Stop(Self);
        }
    }

    private void CutOffEverybody()
    {
        SocketCutOff.CutOff(Socket);
        _loan?.Signals.SayCutOff();
        if (_handlersInWorker is null)
            Handler.Tell(new Tcp.ErrorClosed(_reason));
    }

    private void WriteRecord(TcpInfo counted)
    {
        if (_log.IsEnabled(LogLevel.Information))
            _log.Closed(
                _info.Id, _info.Service, PeerFormat.Format(_info.Peer), _reason ?? EndReason.HandlerClosed,
                (long)Stopwatch.GetElapsedTime(_openedAt).TotalMilliseconds, counted.In, counted.Out, Details());
    }

    private string Details()
    {
        var worker = _worker is null ? "" : $" worker={_worker.Number} pid={_worker.Pid}";
        var death = _death is null ? "" : $" exit={_death.Exit} stderr={QuotedText.OfEnds(_death.StandardError, LongestStandardError)}";
        var error = _error is null ? "" : $" error={QuotedText.Of(_error)}";
        return worker + death + error;
    }

    private ICancelable Schedule(TimeSpan delay, object message) =>
        Context.System.Scheduler.ScheduleTellOnceCancelable(delay, Self, message, ActorRefs.NoSender);

    /// <summary>
    /// From a local backend: lend the socket to this handler, which serves it as a stream. A handler that is given
    /// <see cref="Tcp.Connected"/> instead serves the bytes that this connection reads and writes for it.
    /// </summary>
    internal sealed record LendSocket(IActorRef Handler, ServesOn On) : INoSerializationVerificationNeeded;

    /// <summary>
    /// From the worker's actor: hand the socket over on this control socket, under this number; the worker's
    /// <see cref="DeployedHandlers"/> make the handler. The answer is <see cref="HandedOver"/> or <see cref="NotHandedOver"/>;
    /// there is none if the connection is over, or ends with this.
    /// </summary>
    internal sealed record HandOver(SafeHandle Control, long Number, IActorRef Handlers) : INoSerializationVerificationNeeded;

    /// <summary>To the worker's actor: the socket is with the worker.</summary>
    internal sealed record HandedOver(long Number);

    /// <summary>To the worker's actor: its process takes nothing any more; another worker can serve the connection.</summary>
    internal sealed record NotHandedOver(long Number);

    /// <summary>From the backend: this worker serves the connection.</summary>
    internal sealed record WorkerAssigned(WorkerIdentity Worker);

    /// <summary>From the backend: the worker's process has ended while it served the connection.</summary>
    internal sealed record WorkerDied(WorkerIdentity Worker, ExitStatus Exit, string StandardError, string? KilledBecause = null);

    /// <summary>From the backend: no worker could be had.</summary>
    internal sealed record WorkerUnavailable(string Error);

    /// <summary>
    /// From the service: nothing runs any more of the handler. Mostly no news to a connection that watches its handler.
    /// </summary>
    internal sealed record HandlerGone
    {
        public static readonly HandlerGone Instance = new();
    }

    /// <summary>From the service: end this connection with a reset, for this reason.</summary>
    internal sealed record CutOffNow(string Reason);

    /// <summary>To the service: the connection is closed and its descriptor released.</summary>
    internal sealed record ConnectionClosed(string Id);

    /// <summary>From the connections' parent, or itself: is it time?</summary>
    internal sealed class CheckDeadline : INoSerializationVerificationNeeded
    {
        public static readonly CheckDeadline Instance = new();
    }

    private sealed class LingerAgain : INoSerializationVerificationNeeded
    {
        public static readonly LingerAgain Instance = new();
    }
}
