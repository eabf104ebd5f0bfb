using ActorServer.Cluster.Gate;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;

namespace ActorServer.Cluster.Nodes;

/// <summary>
/// Knows who is a member and who is reachable, and tells those who send. Nothing is sent to a node from the moment its connection has
/// ended. Membership never ends a client: <see cref="NodeLost"/> is said of a node whose process is gone, not of one that was downed, which
/// may only have been stopped, or cut off, for a while.
/// </summary>
internal sealed class Members : UntypedActor
{
    private readonly IActorRef _passages;
    private readonly IReadOnlyList<IActorRef> _listeners;
    private readonly NodeBoard _board;
    private readonly ILogger _log;
    private readonly Action<string> _selfIsOut;
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly Dictionary<UniqueAddress, Member> _members = [];
    private readonly HashSet<UniqueAddress> _unreachable = [];

    // Nodes of which is known how their process or their cluster system has ended, until they join again: a node may have several connections.
    private readonly HashSet<NodeName> _heardOf = [];
    private IReadOnlyList<NodeState> _told = [];
    private bool _isEnding;

    public Members(IActorRef passages, IReadOnlyList<IActorRef> listeners, NodeBoard board, ILogger log, Action<string> selfIsOut) =>
        (_passages, _listeners, _board, _log, _selfIsOut) = (passages, listeners, board, log, selfIsOut);

    /// <param name="passages">The server's.</param>
    /// <param name="listeners">Who is told of the nodes.</param>
    /// <param name="board">For operators.</param>
    /// <param name="log">The log.</param>
    /// <param name="selfIsOut">Called with the reason when this node is a member no longer.</param>
    public static Props Props(IActorRef passages, IReadOnlyList<IActorRef> listeners, NodeBoard board, ILogger log, Action<string> selfIsOut) =>
        Akka.Actor.Props.Create(() => new Members(passages, listeners, board, log, selfIsOut));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.ClusterShuttingDown));
        foreach (var type in (Type[])[typeof(AssociationCut), typeof(FarewellHeard), typeof(DisassociatedEvent), typeof(ThisActorSystemQuarantinedEvent)])
            Context.System.EventStream.Subscribe(Self, type);
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.ClusterShuttingDown:
                // Akka goes on to tell that everybody is removed.
                _isEnding = true;
                break;
            case ClusterEvent.MemberRemoved removed:
                _members.Remove(removed.Member.UniqueAddress);
                _unreachable.Remove(removed.Member.UniqueAddress);
                TellAll();
                if (IsSelf(removed.Member))
                    _selfIsOut(removed.PreviousStatus == MemberStatus.Down ? "downed" : "removed");
                break;
            case ClusterEvent.IMemberEvent changed:
                if (changed is ClusterEvent.MemberJoined && NodePaths.NameOf(changed.Member.Address) is { } joining)
                    _heardOf.Remove(joining);
                _members[changed.Member.UniqueAddress] = changed.Member;
                TellAll();
                if (IsSelf(changed.Member) && changed.Member.Status is MemberStatus.Leaving or MemberStatus.Exiting)
                    _selfIsOut("leaving");
                break;
            case ClusterEvent.UnreachableMember unreachable:
                _unreachable.Add(unreachable.Member.UniqueAddress);
                TellAll();
                break;
            case ClusterEvent.ReachableMember reachable:
                _unreachable.Remove(reachable.Member.UniqueAddress);
                TellAll();
                break;
            case DisassociatedEvent ended:
                if (NodePaths.NameOf(ended.RemoteAddress) is { } silent && IsNode(silent))
                    TellListeners(new NodeSilent(silent));
                break;
            case AssociationCut cut when IsNode(cut.Node):
                TellListeners(new NodeSilent(cut.Node));
                // One that is leaving or down ends its cluster system, and perhaps nothing else.
                if (_told.Any(node => node.Name == cut.Node && node.State is not ("leaving" or "down")) && _heardOf.Add(cut.Node))
                {
                    _log.NodeCut(cut.Node.ToString());
                    _passages.Tell(new NodeLost(cut.Node), Self);
                }

                break;
            case FarewellHeard farewell:
                _heardOf.Add(farewell.Node);
                break;
            case ThisActorSystemQuarantinedEvent:
                _selfIsOut("quarantined");
                break;
        }
    }

    private bool IsNode(NodeName node) => _told.Any(known => known.Name == node);

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);

    private void TellAll()
    {
        var nodes = _members.Values.Select(StateOf).OfType<NodeState>().OrderBy(node => node.Name.Host, StringComparer.Ordinal).ThenBy(node => node.Name.Port).ToList();
        foreach (var node in nodes.Where(node => !_isEnding && _told.FirstOrDefault(known => known.Name == node.Name)?.State != node.State))
            _log.NodeChanged(node.Name.ToString(), node.State, string.Join(',', node.Roles));
        foreach (var gone in _told.Where(known => !_isEnding && nodes.All(node => node.Name != known.Name)))
            _log.NodeChanged(gone.Name.ToString(), "removed", string.Join(',', gone.Roles));
        _told = nodes;
        _board.Set(nodes);
        TellListeners(new NodesChanged(nodes));
    }

    private void TellListeners(object message)
    {
        foreach (var listener in _listeners)
            listener.Tell(message, Self);
    }

    private NodeState? StateOf(Member member)
    {
        if (NodePaths.NameOf(member.Address) is not { } name)
            return null;
        var state = member.Status switch
        {
            MemberStatus.Down => "down",
            _ when _unreachable.Contains(member.UniqueAddress) => "unreachable",
            MemberStatus.Up => NodeState.Up,
            MemberStatus.Leaving or MemberStatus.Exiting => "leaving",
            _ => "joining",
        };
        return new NodeState(name, state, [.. member.Roles.Order(StringComparer.Ordinal)], IsSelf(member));
    }
}
