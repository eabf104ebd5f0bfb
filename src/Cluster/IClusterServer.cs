using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Cluster;

/// <summary>This server, as its cluster system sees it. All are actors of the local system; they are told in memory and never watched.</summary>
internal interface IClusterServer
{
    /// <summary>Is told <see cref="TakePlace"/> and <see cref="PlaceGivenBack"/>.</summary>
    IActorRef Places { get; }

    /// <summary>Is told <see cref="LegEnded"/> and <see cref="NodeLost"/>.</summary>
    IActorRef Passages { get; }

    /// <summary>Places as the other nodes are told when this one joins.</summary>
    FreePlaces Free { get; }
}
