using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Streams;
using ActorServer.Serving.Tls;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>
/// A client whose TLS ends here and whose handler is in a worker. The worker has an end of a pair of sockets instead of the client's, and
/// never the key. A cut answer must not look complete: the end of the worker's output becomes one for the client when the worker has
/// said that it is in order, and otherwise a reset.
/// </content>
internal sealed partial class ClientConnection
{
    private const string EndedWithoutAWord = "the worker ended its output and said nothing";

    // A worker says it at once.
    private static readonly TimeSpan WordOverdueAfter = TimeSpan.FromSeconds(5);

    private Reminder _wordOverdue = new(WordOverdue.Instance);

    private int SendPair(HandOffOrder handOff, TlsSession session)
    {
        var error = LocalSocketPair.MakeConnection(out var ours, out var theirs);
        using (theirs)
        {
            if (error == 0)
                error = HandOff.Send(handOff.Control, handOff.Number, _info, theirs);
        }

        if (error == 0)
            StartPump(handOff, session, new Socket(ours));
        else
            ours.Dispose();
        return error;
    }

    private void StartPump(HandOffOrder handOff, TlsSession session, Socket pair)
    {
        _state = new OpenPumped(handOff.Handlers, pair);
        _watch.Pair = pair;
        new Pump(
            new TlsClientStream(session, mayWait: true), new AsynchronousSocketStream(pair), () => SocketCalls.EndOutput(pair.SafeHandle), Self).Start();
    }

    private void OnPumped(OpenPumped pumped, object message)
    {
        switch (message)
        {
            case Pump.FarEnded:
                if (pumped.Reason is null)
                    _wordOverdue.Set(WordOverdueAfter, Context);
                EndPumped(pumped with { Drained = true });
                break;
            case Pump.ClientLost:
                CutOff(EndReason.PeerReset);
                break;
            case HandOffEnded { How: HandOffOutcome.AfterPeer or HandOffOutcome.ByHandler } ended:
                EndPumped(pumped with { Reason = ended.How == HandOffOutcome.AfterPeer ? EndReason.PeerClosed : EndReason.HandlerClosed });
                break;
            case HandOffEnded ended:
                EndedElsewhere(ended.How, ended.Error, inputEnded: false);
                break;
            case WordOverdue when pumped is { Drained: true, Reason: null }:
                CutOff(EndReason.HandlerFailed, EndedWithoutAWord);
                break;
            // What it has said holds, and all that it wrote is in the pair.
            case WorkerDied or HandlerGone when pumped.Reason is not null:
                break;
            case WorkerDied died:
                CutOff(died);
                break;
            case HandlerGone:
                CutOff(EndReason.HandlerFailed, EndedTooSoon);
                break;
            case Draining:
                pumped.Handlers.Tell(message);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void EndPumped(OpenPumped pumped)
    {
        _state = pumped;
        if (pumped is not { Drained: true, Reason: { } reason })
            return;
        _wordOverdue.Cancel();
        _state = new ClosingPumped(pumped.Pair, reason);
        _session!.EndOutputAsync().PipeTo(Self, success: () => CloseNotified.Instance, failure: _ => Pump.ClientLost.Instance);
    }

    private void OnClosingPumped(ClosingPumped closing, object message)
    {
        switch (message)
        {
            case CloseNotified:
                _watch.Pair = null;
                closing.Pair.Dispose();
                TakeBack(closing.Reason, inputEnded: _session!.InputEnded);
                break;
            // The pump that reads for nobody any more says the same; a client that is really lost the kernel shows.
            case Pump.ClientLost when TcpInfo.TryRead(_socket, out var info) && info.State == TcpState.Close:
                CutOff(EndReason.PeerReset);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void ReleasePair(ConnectionState state)
    {
        _wordOverdue.Cancel();
        (state as IPumped)?.Pair.Dispose();
    }

    private sealed class CloseNotified : INoSerializationVerificationNeeded
    {
        public static readonly CloseNotified Instance = new();
    }

    private sealed class WordOverdue : INoSerializationVerificationNeeded
    {
        public static readonly WordOverdue Instance = new();
    }
}
