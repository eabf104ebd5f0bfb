using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>
/// A worker has one end of a pair in its client's place, and a pump moves the bytes: where the kernel does not count them, nor reset the
/// client, whoever else has its socket.
/// </content>
internal sealed partial class ClientConnection
{
    private void HandOffPair(Arriving arriving, HandOffOrder order)
    {
        if (MakePair() is not { } pair)
            return;
        if (!HandOver(pair.HandlersSocket, order))
        {
            pair.Dispose();
            return;
        }

        var pump = Pump.Start(new AsynchronousSocketStream(_socket, _counts), pair);
        pump.FromClient.PipeTo(Self, success: end => new WayEnded(pump, end));
        pump.FromHandler.PipeTo(Self, success: end => new WayEnded(pump, end));
        _watch.LeadsOver(pair);
        BeginElsewhere(new OpenPumped(order.Handlers, pump, pair), arriving, order);
    }

    private LocalPair? MakePair()
    {
        try
        {
            return LocalPair.Make();
        }
        catch (SocketException failure)
        {
            CutOff(EndReason.WorkerUnavailable, $"no pair of sockets could be made for it: {failure.Message}");
            return null;
        }
    }

    private void OnPumped(OpenPumped open, object message)
    {
        switch (message)
        {
            case HandOffEnded { How: HandOffOutcome.AfterPeer }:
                AwaitAnswer(open, EndReason.PeerClosed);
                break;
            case HandOffEnded { How: HandOffOutcome.ByHandler }:
                AwaitAnswer(open, EndReason.HandlerClosed);
                break;
            case HandOffEnded ended:
                EndedElsewhere(ended.How, ended.Error, inputEnded: false);
                break;
            case WayEnded { End: WayEnd.ClientLost }:
                CutOff(EndReason.PeerReset);
                break;
            // Also where its end has been seen: only a worker that says so has ended in order.
            case WorkerDied died:
                CutOff(died);
                break;
            case HandlerGone:
                CutOff(EndReason.HandlerFailed, EndedTooSoon);
                break;
            case Draining:
                open.Handlers.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void AwaitAnswer(OpenPumped open, string reason)
    {
        // What it has written is there by now; so the answer ends here, whatever it has done to its end.
        _ = SocketCalls.EndOutput(open.Pair.HandlersSocket.SafeHandle);
        _state = new ClosingPumped(open.Pump, reason);
        if (open.Pump.FromHandler.IsCompleted)
            AnswerMoved(open.Pump, reason);
    }

    // The worker has done its part, and may die.
    private void OnClosing(ClosingPumped closing, object message)
    {
        switch (message)
        {
            case WayEnded { End: WayEnd.ClientLost }:
                CutOff(EndReason.PeerReset);
                break;
            case WayEnded when closing.Pump.FromHandler.IsCompleted:
                AnswerMoved(closing.Pump, closing.Reason);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void AnswerMoved(Pump pump, string reason)
    {
        if (pump.FromHandler.Result == WayEnd.EndOfFile)
            TakeBack(reason, ClientEnded(pump));
        else
            CutOff(EndReason.PeerReset);
    }

    private sealed record WayEnded(Pump Pump, WayEnd End);
}
