using System.Net.Sockets;
using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Server.Placing;

/// <summary>Between <see cref="LegAcceptor"/> and a service, about places that are held for clients of fronts.</summary>
internal static class PlaceOrders
{
    /// <summary>To the service: hold a place, if there is one. Answered by <see cref="Held"/> or <see cref="NotHeld"/>.</summary>
    /// <param name="Wanted">What the front wants.</param>
    /// <param name="Asker">Who is to have the answer in the end.</param>
    internal sealed record Hold(TakePlace Wanted, IActorRef Asker) : INoSerializationVerificationNeeded;

    /// <summary>From the service: it is held, under this id.</summary>
    internal sealed record Held(Hold For, string Id) : INoSerializationVerificationNeeded;

    /// <summary>From the service: there is none.</summary>
    internal sealed record NotHeld(Hold For) : INoSerializationVerificationNeeded;

    /// <summary>To the service: the client's leg has come. The socket is the service's from now on.</summary>
    internal sealed record ServeLeg(string Id, Socket Leg) : INoSerializationVerificationNeeded;

    /// <summary>To the service: nobody will come for it.</summary>
    internal sealed record Free(string Id) : INoSerializationVerificationNeeded;
}
