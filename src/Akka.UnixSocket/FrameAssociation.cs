using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket;

/// <summary>
/// One connected peer. Owns the socket. Whatever ends it, the listener hears of it at most once, and the socket, the
/// buffers are given back exactly once; other associations notice nothing.
/// </summary>
internal sealed class FrameAssociation : AssociationHandle
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly IInboundGate? _gate;
    private readonly ILoggingAdapter _log;
    private readonly Action<FrameAssociation> _onEnd;
    private readonly FrameSender _sender;
    private readonly FrameReader _reader;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _closing;
    private int _over;
    private volatile bool _disassociated;

    public FrameAssociation(
        Address local,
        Address remote,
        Socket socket,
        FrameLimits limits,
        Func<FrameSender, IInboundGate>? gate,
        ILoggingAdapter log,
        Action<FrameAssociation> onEnd)
        : base(local, remote)
    {
        _socket = socket;
        _log = log;
        _onEnd = onEnd;
        _sender = new FrameSender(socket, limits);
        _gate = gate?.Invoke(_sender);
        _reader = new FrameReader(socket, limits.MaximumFrameSize);
    }

    /// <summary>Begins to read as soon as Akka.Remote says who listens.</summary>
    public void Start() => _ = ReadAsync();

    public override bool Write(ByteString payload) => _sender.TrySend(payload);

    [Obsolete("The base class wants a reason to be given; this is what it calls then.")]
    public override void Disassociate() => _ = CloseAsync();

    /// <summary>Ends the association from this side: what was written still leaves, for a while. May be called again.</summary>
    public Task CloseAsync()
    {
        _disassociated = true;
        if (Interlocked.Exchange(ref _closing, 1) == 0)
            _ = FlushAndCutAsync();
        return _ended.Task;
    }

    /// <summary>Ends the association at once. The listener is told, as it is when the peer ends it.</summary>
    public void Cut()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        _socket.Dispose();
        _ = _sender.CompleteAsync();
        _onEnd(this);
        _ended.TrySetResult();
    }

    private async Task FlushAndCutAsync()
    {
        await _sender.CompleteAsync().WaitAsync(FlushTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cut();
    }

    private async Task ReadAsync()
    {
        IHandleEventListener? listener = null;
        try
        {
            listener = await ReadHandlerSource.Task.ConfigureAwait(false);
            // Whoever completed the promise is not kept.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await ReadAsync(listener).ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            _gate?.Refuse(fault.Message);
            _log.Warning("The association with {0} ends: {1}.", RemoteAddress, fault.Message);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer is gone, this side has closed, or nobody will ever listen: below.
        }
        catch (Exception fault)
        {
            // A reader that vanished would leave its peer waiting for ever.
            _log.Error(fault, "The association with {0} ends: what came could not be delivered.", RemoteAddress);
        }

        End(listener);
    }

    private async Task ReadAsync(IHandleEventListener listener)
    {
        while (_gate is not { IsShut: true } && await _reader.FillAsync().ConfigureAwait(false))
        {
            while (Deliver(listener) && _gate is not null)
                await _gate.PaceAsync(listener).ConfigureAwait(false);
        }
    }

    /// <summary>Delivers what has wholly arrived; true if there may be more of that, for later.</summary>
    private bool Deliver(IHandleEventListener listener)
    {
        while (_gate is not { IsFull: true })
        {
            if (!_reader.TryRead(out var frame))
                return false;
            if (_disassociated || Volatile.Read(ref _over) != 0)
                continue;
            if (_gate is null)
                listener.Notify(new InboundPayload(ByteString.CopyFrom(frame)));
            else
                _gate.Deliver(frame, listener);
        }

        return !_gate.IsShut;
    }

    private void End(IHandleEventListener? listener)
    {
        var byThisSide = _disassociated;
        _reader.ReturnBuffer();
        Cut();
        if (!byThisSide)
            listener?.Notify(new Disassociated(DisassociateInfo.Unknown));
    }
}
