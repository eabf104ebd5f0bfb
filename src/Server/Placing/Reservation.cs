using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Server.Placing;

/// <summary>A place that is held here for a client of a front.</summary>
/// <param name="Wanted">What the front has asked for.</param>
/// <param name="Service">Who holds it.</param>
/// <param name="Id">The client's id here.</param>
internal sealed record Reservation(TakePlace Wanted, IActorRef Service, string Id);
