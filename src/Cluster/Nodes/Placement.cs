using System.Net;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Actor;

namespace ActorServer.Cluster.Nodes;

/// <summary>
/// Finds places on other nodes for the clients of this front. Each search is answered once: by the first node that has a place, or after
/// at most three that have none or do not answer in time. A place that is offered too late is given back at once. Owns nothing that lives;
/// where it is stopped, its owner answers what is still asked.
/// </summary>
internal sealed class Placement : UntypedActor, IWithTimers
{
    private readonly TimeSpan _reserveTimeout;
    private readonly IActorRef _passages;
    private readonly NodeBoard _board;
    private readonly TimeProvider _time;
    private readonly Candidates _candidates = new();
    private readonly Dictionary<ulong, Try> _tries = [];

    // An answer to the system before this one, at the same address, must not be taken for one to this.
    private ulong _last = (ulong)Random.Shared.NextInt64();
    private bool _asksNobody;

    public Placement(TimeSpan reserveTimeout, IActorRef passages, NodeBoard board, TimeProvider time) =>
        (_reserveTimeout, _passages, _board, _time) = (reserveTimeout, passages, board, time);

    public static Props Props(TimeSpan reserveTimeout, IActorRef passages, NodeBoard board, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new Placement(reserveTimeout, passages, board, time));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Search search:
                TryNext(search, search.Wanted.Tried);
                break;
            case GiveBack unused:
                Tell(unused.Node, new TicketReturned(unused.Ticket));
                break;
            case Unanswered { Number: var number }:
                // It says how many places it has each second, if it is there: only the first clients wait for a node that is cut off.
                if (_tries.TryGetValue(number, out var unanswered))
                    _candidates.Silence(unanswered.Node);
                End(number, hasTaken: false, (search, tried) => TryNext(search, tried));
                GiveUpOnWhoIsGone();
                break;
            case NodesChanged changed:
                _candidates.Set(changed.Nodes);
                GiveUpOnWhoIsGone();
                break;
            case NodeSilent silent:
                _candidates.Silence(silent.Node);
                GiveUpOnWhoIsGone();
                break;
            case AskNobody:
                _asksNobody = true;
                foreach (var number in _tries.Keys.ToList())
                    End(number, hasTaken: false, (search, _) => search.Answer(new NoPlaceFound(search.Wanted.Client)));
                break;
            default:
                if (NodePaths.NameOf(Sender) is { } node && _candidates.Knows(node))
                    Hear(node, message);
                break;
        }
    }

    private void Hear(NodeName node, object message)
    {
        _candidates.Hear(node);
        switch (message)
        {
            case PlacesFree free:
                _candidates.Report(node, free.ByService);
                _board.Set(node, free.ByService);
                break;
            case Reserved reserved:
                Take(node, reserved);
                break;
            case NotReserved refused when IsAsked(refused.Number, node):
                Measure(node, refused.Number);
                End(refused.Number, hasTaken: false, (search, tried) => TryNext(search, tried));
                break;
            case ClientEnded ended:
                _passages.Tell(new LegEnded(node, ended.Service, ended.Client, ended.Reason, ended.Worker, ended.Exit, ended.Error), Self);
                break;
        }
    }

    private void Take(NodeName node, Reserved reserved)
    {
        if (!IsAsked(reserved.Number, node) || !IPAddress.TryParse(node.Host, out var host))
        {
            // Too late, or for nobody.
            Tell(node, new TicketReturned(reserved.Ticket));
            return;
        }

        Measure(node, reserved.Number);
        End(reserved.Number, hasTaken: true, (search, tried) => search.Answer(
            new PlaceFound(search.Wanted.Client, node, new IPEndPoint(host, reserved.LegsPort), reserved.Ticket, reserved.There, tried)));
    }

    private void TryNext(Search search, IReadOnlyList<NodeName> tried)
    {
        var wanted = search.Wanted;
        if (_asksNobody || _candidates.Next(wanted.Service, wanted.Role, tried) is not { } node)
        {
            search.Answer(new NoPlaceFound(wanted.Client));
            return;
        }

        var number = ++_last;
        _tries.Add(number, new Try(search, node, [.. tried, node], _time.GetTimestamp()));
        _candidates.Ask(node, wanted.Service);
        Timers.StartSingleTimer(number, new Unanswered(number), _reserveTimeout);
        Tell(node, new Reserve(number, wanted.Client, wanted.Service, wanted.Handler, wanted.Peer, wanted.Local, wanted.TlsHasEnded));
    }

    // A node that has just died does not cost its clients-to-be the time of an answer.
    private void GiveUpOnWhoIsGone()
    {
        foreach (var (number, _) in _tries.Where(entry => !_candidates.MayBeAsked(entry.Value.Node)).ToList())
            End(number, hasTaken: false, (search, tried) => TryNext(search, tried));
    }

    private void End(ulong number, bool hasTaken, Action<Search, IReadOnlyList<NodeName>> then)
    {
        if (!_tries.Remove(number, out var ended))
            return;
        Timers.Cancel(number);
        _candidates.Answered(ended.Node, ended.Search.Wanted.Service, hasTaken);
        then(ended.Search, ended.Tried);
    }

    private bool IsAsked(ulong number, NodeName node) => _tries.TryGetValue(number, out var asked) && asked.Node == node;

    private void Measure(NodeName node, ulong number) => _board.Add(node, _time.GetElapsedTime(_tries[number].Since));

    private void Tell(NodeName node, object message) => NodePaths.Select(Context, node, NodePaths.Node).Tell(message, Self);

    /// <summary>From the owner: find a place, and answer once.</summary>
    internal sealed record Search(FindPlace Wanted, Action<object> Answer);

    /// <summary>From the owner: nobody has a place for clients of this front any more.</summary>
    internal sealed record AskNobody
    {
        public static readonly AskNobody Instance = new();
    }

    private sealed record Unanswered(ulong Number);

    private sealed record Try(Search Search, NodeName Node, IReadOnlyList<NodeName> Tried, long Since);
}
