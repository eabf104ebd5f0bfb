using System.Globalization;
using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Pumping;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Connections;

/// <content>
/// A client and two nodes. On its front a pump moves its bytes to its leg: the leg's end-of-file is the end of a complete answer, as linger 0
/// makes everything else a reset. The time limits of the client, its lingering and its being cut off are those of any other. The record
/// waits for the last word of the node that served it. That node, in turn, says how the client has ended as soon as it knows.
/// </content>
internal sealed partial class ClientConnection
{
    // A node says it with the end of the leg, unless it is busy or cut off. The client waits for nothing any more; its record and its place do.
    private static readonly TimeSpan NodeReportPatience = TimeSpan.FromSeconds(5);

    private static readonly LingerOption ResetByClosing = new(enable: true, seconds: 0);
    private static readonly LingerOption EndByClosing = new(enable: false, seconds: 0);

    private readonly Passage? _passage;
    private readonly Origin? _origin;

    private void BeginPassage(Passage passage)
    {
        // From now on the end of this process is a reset for the client, too.
        SetLinger(ResetByClosing);
        if (_tls is null)
            Lead(passage);
    }

    private void Lead(Passage passage)
    {
        try
        {
            var pump = passage.Lead(_socket, _counts, _session);
            HearOf(pump);
            _state = new OpenPlaced(pump);
        }
        catch (SocketException failure)
        {
            CutOff(EndReason.WorkerUnavailable, $"its bytes cannot be led to another node: {failure.Message}");
        }
    }

    private void OnPlaced(OpenPlaced open, object message)
    {
        switch (message)
        {
            case WayEnded { End: WayEnd.ClientLost }:
                CutOff(EndReason.PeerReset);
                break;
            case WayEnded when open.Pump.FromHandler.IsCompleted:
                LegEnded(open, _passage!);
                break;
            // The leg takes nothing any more; what has come over it is still being moved.
            case WayEnded { End: WayEnd.HandlerLost }:
                _wordOverdue.Set(WordOverdueAfter, Context);
                break;
            case WordOverdue:
                LoseNode(_passage!);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void LegEnded(OpenPlaced open, Passage passage)
    {
        _wordOverdue.Cancel();
        if (open.Pump.FromHandler.Result != WayEnd.EndOfFile)
        {
            LoseNode(passage);
            return;
        }

        passage.Apparent = passage.Word?.Reason ?? (ClientEnded(open.Pump) ? EndReason.PeerClosed : EndReason.HandlerClosed);
        var closing = new ClosingPumped(open.Pump, passage.Apparent);
        _state = closing;
        AnswerMoved(closing);
    }

    // Or a worker there has died, or its handler has failed; the node's last word says so.
    private void LoseNode(Passage passage)
    {
        passage.Apparent = EndReason.NodeLost;
        CutOff(EndReason.NodeLost);
    }

    private bool AwaitsWord(Ending ending, in ClientBytes counted, bool isKnown)
    {
        if (_passage is not { } passage)
            return false;
        if (passage.Word is { } word)
        {
            Finish(Told(ending, passage, word), counted, isKnown);
            return true;
        }

        if (passage.IsNodeLost || ending.Reason == EndReason.Killed)
            return false;
        _records.StopTime();
        _state = new Parted(ending, counted, isKnown);
        _wordOverdue.Set(NodeReportPatience, Context);
        return true;
    }

    private void OnParted(Parted parted, object message)
    {
        switch (message)
        {
            case NodeReport word:
                Part(Told(parted.Ending, _passage!, word), parted);
                break;
            case WordOverdue or NodeIsLost:
                Part(parted.Ending, parted);
                break;
        }
    }

    private void Part(Ending ending, Parted parted)
    {
        _wordOverdue.Cancel();
        Finish(ending, parted.Bytes, parted.IsKnown);
    }

    // Why a leg has ended is the node's to say; why the client has been cut off here is not.
    private static Ending Told(Ending ending, Passage passage, NodeReport word) => ending.Reason == passage.Apparent
        ? ending with { Reason = word.Reason, Error = word.Error ?? ending.Error, Word = word }
        : ending with { Word = word };

    private void EndsInOrder(string reason)
    {
        if (_passage is null && _origin is null)
            return;
        SetLinger(EndByClosing);
        ReportToFront(new Ending(reason));
    }

    private void ReportToFront(Ending ending) => _origin?.Say(new NodeReport(
        ending.Reason,
        (ending.Death?.Worker ?? _records.Worker)?.Number.ToString(CultureInfo.InvariantCulture),
        ending.Death?.Exit.ToString(),
        ending.Error ?? _records.Error));

    private void SetLinger(LingerOption how)
    {
        try
        {
            _socket.LingerState = how;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client has reset.
        }
    }
}
