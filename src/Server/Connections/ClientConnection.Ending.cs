using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Sockets;
using Akka.Actor;
using Akka.IO;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>How it ends: by its handler, its client or the clock.</content>
internal sealed partial class ClientConnection
{
    void IConversationOwner.PeerClosed()
    {
        if (_state is Lingering lingering)
            CheckLinger(lingering);
    }

    void IConversationOwner.PeerLost() => CutOff(EndReason.PeerReset);

    void IConversationOwner.HandlerAborts() => CutOff(EndReason.HandlerClosed);

    void IConversationOwner.HandlerFails(string error) => CutOff(EndReason.HandlerFailed, error);

    void IConversationOwner.HandlerCloses(bool afterPeer)
    {
        if (_state is OpenOwn open)
            _state = new ClosingOwn(open.Conversation, afterPeer ? EndReason.PeerClosed : EndReason.HandlerClosed);
    }

    void IConversationOwner.OutputEnded()
    {
        if (_state is not ClosingOwn closing)
            return;
        Context.Unwatch(closing.Conversation.Handler);
        Linger(new LingeringOwn(closing.Conversation, closing.Reason, new LingerDeadline(_limits, _watch.Age)));
    }

    private void Linger(Lingering lingering)
    {
        _state = lingering;
        EndsInOrder(lingering.Reason);
        LingerOn(lingering);
    }

    /// <summary>Throws away what the client sends, and looks whether it is still to be waited for.</summary>
    private void LingerOn(Lingering lingering)
    {
        if (lingering is LingeringOwn own)
            own.Conversation.DiscardInput();
        else if (lingering is LingeringReturned { HasEnded: false } returned)
            DiscardInput(returned);
        if (_state is Lingering now)
            CheckLinger(now);
    }

    private void DiscardInput(LingeringReturned returned)
    {
        switch (ReturnedSocket.DiscardInput(_socket, _counts))
        {
            case Transfer.Done:
                _state = returned with { HasEnded = true };
                break;
            case Transfer.Lost:
                CutOff(EndReason.PeerReset);
                break;
        }
    }

    /// <summary>Waits until the client has taken everything and has closed its side, then closes.</summary>
    private void CheckLinger(Lingering lingering)
    {
        var sending = _watch.IsSending(out var taken);
        var mustAskForEnd = lingering is LingeringReturned { HasEnded: false };
        var verdict = lingering.Deadline.Check(_watch.Age, sending, taken, lingering.InputEnded, mustAskForEnd);
        switch (verdict.Next)
        {
            case LingerDeadline.Next.Wait:
                _lingerAgain.Set(verdict.AskAgainIn, Context);
                break;
            case LingerDeadline.Next.Close:
                End(new Ending(lingering.Reason), cutOff: false);
                break;
            case LingerDeadline.Next.CutOff:
                CutOff(EndReason.SendStallTimeout);
                break;
        }
    }

    private void CheckDeadlines()
    {
        var verdict = _watch.Look(_state.InputEnded, out var isClosed);
        _watch.Show(_entry);
        var wasReset = false;
        // While the handler does not ask for data nobody reads, and a reset would go unnoticed as long as the handler hangs.
        if (isClosed)
            (_state, wasReset) = _state.SeenClosed(_watch.Age);
        if (wasReset)
            CutOff(EndReason.PeerReset);
        else if (verdict.Reason is null)
            AwaitDeadline(verdict.AskAgainIn);
        else if (_state.IsBoundBy(verdict.Reason))
            CutOff(verdict.Reason);
    }

    private void AwaitDeadline(TimeSpan time)
    {
        if (time < CheckPeriod)
            _deadline.Set(time, Context);
        else
            _deadline.Cancel();
    }

    private void CutOff(string reason, string? error = null) => CutOff(new Ending(reason, error));

    private void CutOff(WorkerDied died) => CutOff(new Ending(EndReason.WorkerDied, died.KilledBecause, died));

    private void CutOff(Ending ending)
    {
        if (_state is Parted parted)
            Finish(parted.Ending, parted.Bytes, parted.IsKnown);
        else if (_state is not Closed)
            End(ending with { Reason = _state.ReasonOf(ending.Reason) }, cutOff: true);
    }

    private void End(Ending ending, bool cutOff)
    {
        var state = _state;
        _state = Closed.Instance;
        _deadline.Cancel();
        _lingerAgain.Cancel();
        ReleaseTls(state);
        _wordOverdue.Cancel();
        var isKnown = _bytes.TryRead(out var counted);
        ReportToFront(ending);
        try
        {
            Release(state, cutOff ? new Tcp.ErrorClosed(ending.Reason) : null);
        }
        finally
        {
            // Whatever fails here, the place must not stay taken.
            if (!AwaitsWord(ending, counted, isKnown))
                Finish(ending, counted, isKnown);
        }
    }

    private void Finish(Ending ending, in ClientBytes counted, bool isKnown)
    {
        _state = Closed.Instance;
        var closed = _records.Close(ending, counted);
        try
        {
            _records.WriteClosed(closed);
            _trace?.End(closed);
        }
        finally
        {
            _service.Tell(new ConnectionClosed(_info.Id, ending.Reason, HasSent: !isKnown || counted.In > 0, closed));
            Context.Stop(Self);
        }
    }

    private void Release(ConnectionState state, Tcp.ErrorClosed? cutOff)
    {
        try
        {
            if (cutOff is not null)
            {
                _counts?.CutOff();
                SocketCutOff.CutOff(_socket);
                TellCutOff(state, cutOff);
            }
        }
        finally
        {
            // A worker finds a client that is lost.
            (state as IPumped)?.Pump.Reset();
            _passage?.Abandon();
            // A descriptor that somebody else has kept is of no use from then on.
            if (state.IsShared)
                SocketCalls.EndBothWays(_socket.SafeHandle);
            _entry.Release(_socket);
            (state as IOwn)?.Conversation.Dispose();
        }
    }

    // A worker hears it from its own actor, and a handler that has closed has been told.
    private static void TellCutOff(ConnectionState state, Tcp.ErrorClosed how)
    {
        switch (state)
        {
            case OpenLent lent:
                lent.Loan.Signals.SayCutOff();
                lent.Handler.Tell(how);
                break;
            case IOwn own and not Lingering:
                own.Conversation.Handler.Tell(how);
                break;
        }
    }
}
