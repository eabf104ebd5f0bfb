using ActorServer.Cluster;
using ActorServer.Cluster.Places;
using ActorServer.Server.Placing;
using Akka.Actor;

namespace ActorServer.Server.Hosting;

/// <summary>This server, as its cluster system sees it.</summary>
/// <param name="legs">Makes <c>/user/actor-server/legs</c>.</param>
/// <param name="free">Places for clients of fronts.</param>
internal sealed class NodeServer(Props legs, FreePlacesHere free) : IClusterServer
{
    private volatile IActorRef _legs = ActorRefs.Nobody;

    public IActorRef Places => _legs;

    public IActorRef Passages => _legs;

    public FreePlaces Free => free.Now;

    /// <summary>Makes its actor, as a child of the server's own.</summary>
    public void Begin(IActorRefFactory parent) => _legs = parent.ActorOf(legs, LegAcceptor.Name);
}
