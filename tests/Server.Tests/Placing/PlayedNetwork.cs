using System.Collections.Concurrent;
using ActorServer.Cluster;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using ActorServer.Tests.Shared;
using Akka.Actor;

namespace ActorServer.Server.Tests.Placing;

/// <summary>Whole servers of one process that know each other: what a cluster system says, said at once and in memory.</summary>
internal sealed class PlayedNetwork
{
    private readonly ConcurrentDictionary<NodeName, (ClusterSettings Settings, IClusterServer Server)> _nodes = [];

    /// <summary>Nodes whose last words do not arrive.</summary>
    public HashSet<NodeName> Mute { get; } = [];

    public ICluster Join(ClusterSettings self, IClusterServer server)
    {
        _nodes[self.Self] = (self, server);
        return new Played(this, self.Self);
    }

    /// <summary>All others are told that this node is lost.</summary>
    public void Lose(NodeName node)
    {
        _nodes.TryRemove(node, out _);
        foreach (var (_, server) in _nodes.Values)
            server.Passages.Tell(new NodeLost(node));
    }

    /// <summary>Somebody says this to a front.</summary>
    public void Say(NodeName front, LegEnded word) => _nodes[front].Server.Passages.Tell(word);

    /// <summary>Its places, as it has reported them.</summary>
    public int FreeOn(NodeName node) => _nodes[node].Server.Free.ByService.Values.Sum();

    private async Task<object> FindAsync(FindPlace wanted, NodeName front)
    {
        var tried = wanted.Tried.ToList();
        foreach (var (name, (settings, server)) in _nodes.Where(node => node.Key != front && !wanted.Tried.Contains(node.Key) && node.Value.Settings.Roles.Contains(wanted.Role)))
        {
            if (tried.Count == FindPlace.MostTries)
                break;
            tried.Add(name);
            var take = new TakePlace(front, wanted.Client, wanted.Service, wanted.Handler, wanted.Peer, wanted.Local, wanted.TlsHasEnded);
            if (await server.Places.Ask<object>(take, SocketPair.Patience) is PlaceTaken taken)
                return new PlaceFound(wanted.Client, name, new(System.Net.IPAddress.Parse(settings.Self.Host), taken.LegsPort), taken.Ticket, taken.There, tried);
        }

        return new NoPlaceFound(wanted.Client);
    }

    private sealed class Played(PlayedNetwork network, NodeName self) : ICluster
    {
        public IReadOnlyList<NodeView> Nodes =>
            [.. network._nodes.Values.Select(one => new NodeView(one.Settings.Self, "up", one.Settings.Roles, one.Server.Free.ByService, one.Settings.Self == self, Reservation: null))];

        public void Find(FindPlace wanted, IActorRef asker) => network.FindAsync(wanted, self).PipeTo(asker);

        public void GiveBack(GiveBack unused)
        {
            if (network._nodes.TryGetValue(unused.Node, out var node))
                node.Server.Places.Tell(new PlaceGivenBack(self, unused.Ticket));
        }

        public void End(NodeName front, LegEnded ended)
        {
            if (!network.Mute.Contains(self) && network._nodes.TryGetValue(front, out var node))
                node.Server.Passages.Tell(ended);
        }

        public void Report(FreePlaces free)
        {
        }

        public void TakeNobody()
        {
        }

        public Task LeaveAsync()
        {
            network._nodes.TryRemove(self, out _);
            return Task.CompletedTask;
        }
    }
}
