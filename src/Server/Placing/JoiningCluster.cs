using ActorServer.Cluster;
using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Server.Placing;

/// <summary>
/// The other nodes, also before this one joins them: the server's actors are there first, and until then nobody has a place. Thread-safe.
/// </summary>
internal sealed class JoiningCluster : ICluster
{
    private volatile ICluster? _joined;

    public IReadOnlyList<NodeView> Nodes => _joined?.Nodes ?? [];

    /// <summary>From now on there are others.</summary>
    public void Join(ICluster cluster) => _joined = cluster;

    public void Find(FindPlace wanted, IActorRef asker)
    {
        if (_joined is { } cluster)
            cluster.Find(wanted, asker);
        else
            asker.Tell(new NoPlaceFound(wanted.Client));
    }

    public void GiveBack(GiveBack unused) => _joined?.GiveBack(unused);

    public void End(NodeName front, LegEnded ended) => _joined?.End(front, ended);

    public void Report(FreePlaces free) => _joined?.Report(free);

    public void TakeNobody() => _joined?.TakeNobody();

    public Task LeaveAsync() => _joined?.LeaveAsync() ?? Task.CompletedTask;
}
