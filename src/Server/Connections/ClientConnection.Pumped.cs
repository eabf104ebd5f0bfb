using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using ActorServer.Serving.Tls;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>
/// A worker has one end of a pair in its client's place, and a pump moves the bytes: where the kernel does not count them, nor reset the
/// client, whoever else has its socket; and where the client's TLS ends here, so that the worker never has the key. A cut answer must not
/// look complete: it ends for the client in order when the worker has said that it does, and otherwise with a reset.
/// </content>
internal sealed partial class ClientConnection
{
    private const string EndedWithoutAWord = "the worker ended its output and said nothing";

    // A worker says it at once.
    private static readonly TimeSpan WordOverdueAfter = TimeSpan.FromSeconds(5);

    private Reminder _wordOverdue = new(WordOverdue.Instance);

    private void HandOffPair(Arriving arriving, HandOffOrder order)
    {
        if (MakePair() is not { } pair)
            return;
        if (!SendToWorker(pair.HandlersSocket, order))
        {
            pair.Dispose();
            return;
        }

        var pump = Pump.Start(_session is null ? new AsynchronousSocketStream(_socket, _counts) : new TlsClientStream(_session, mayWait: true), pair);
        HearOf(pump);
        _watch.LeadsOver(pump, pair);
        BeginElsewhere(new OpenPumped(order.Handlers, pump, pair), arriving, order);
    }

    private void HearOf(IPump pump)
    {
        pump.FromClient.PipeTo(Self, success: end => new WayEnded(pump, end));
        pump.FromHandler.PipeTo(Self, success: end => new WayEnded(pump, end));
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
            case HandOffEnded ended:
                EndedInWorker(open, ended);
                break;
            case WayEnded { End: WayEnd.ClientLost }:
                CutOff(EndReason.PeerReset);
                break;
            case WayEnded when open.Pump.FromHandler.IsCompleted:
                _wordOverdue.Set(WordOverdueAfter, Context);
                break;
            case WordOverdue:
                CutOff(EndReason.HandlerFailed, EndedWithoutAWord);
                break;
            // A worker that dies cuts the client off, also where its end has been seen: only one that says so has ended in order.
            default:
                OnInWorker(open.Handlers, message);
                break;
        }
    }

    private void EndedInWorker(OpenPumped open, HandOffEnded ended)
    {
        _wordOverdue.Cancel();
        NoteTlsOf(ended);
        switch (ended.How)
        {
            case HandOffOutcome.AfterPeer:
                AwaitAnswer(open, EndReason.PeerClosed);
                break;
            case HandOffOutcome.ByHandler:
                AwaitAnswer(open, EndReason.HandlerClosed);
                break;
            // TLS's own word for it may still be on its way.
            case HandOffOutcome.HandshakeFailed when HasFailedHandshake(ended.Error):
                AwaitAnswer(open, EndReason.HandshakeFailed);
                break;
            default:
                EndedElsewhere(ended.How, ended.Error, inputEnded: false);
                break;
        }
    }

    private void AwaitAnswer(OpenPumped open, string reason)
    {
        // What it has written is there by now; so the answer ends here, whatever it has done to its end.
        _ = SocketCalls.EndOutput(open.Pair.HandlersSocket.SafeHandle);
        var closing = new ClosingPumped(open.Pump, reason);
        _state = closing;
        if (open.Pump.FromHandler.IsCompleted)
            AnswerMoved(closing);
    }

    // The worker has done its part, and may die. As with a handler that has closed, send-stall-timeout bounds how long the client takes.
    private void OnClosing(ClosingPumped closing, object message)
    {
        switch (message)
        {
            case CloseNotified:
                TakeBack(closing.Reason, ClientEnded(closing.Pump));
                break;
            case CloseNotNotified:
                CutOff(EndReason.PeerReset);
                break;
            // The pump reads for nobody any more, and says the same of a client who is there; of one who is really lost the kernel knows.
            case WayEnded when closing.IsMoved:
                if (_bytes.TryRead(out var now) && now.IsClosed)
                    CutOff(EndReason.PeerReset);
                break;
            case WayEnded { End: WayEnd.ClientLost }:
                CutOff(EndReason.PeerReset);
                break;
            case WayEnded when closing.Pump.FromHandler.IsCompleted:
                AnswerMoved(closing);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void AnswerMoved(ClosingPumped closing)
    {
        if (closing.Pump.FromHandler.Result != WayEnd.EndOfFile)
            CutOff(EndReason.PeerReset);
        else if (_session is null)
            TakeBack(closing.Reason, ClientEnded(closing.Pump));
        else
            NotifyClose(closing, _session);
    }

    private void NotifyClose(ClosingPumped closing, TlsSession session)
    {
        _state = closing with { IsMoved = true };
        session.EndOutputAsync().PipeTo(Self, success: () => CloseNotified.Instance, failure: _ => CloseNotNotified.Instance);
    }

    private sealed class CloseNotified : INoSerializationVerificationNeeded
    {
        public static readonly CloseNotified Instance = new();
    }

    private sealed class CloseNotNotified : INoSerializationVerificationNeeded
    {
        public static readonly CloseNotNotified Instance = new();
    }

    private sealed class WordOverdue : INoSerializationVerificationNeeded
    {
        public static readonly WordOverdue Instance = new();
    }

    private sealed record WayEnded(IPump Pump, WayEnd End);
}
