using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.IO;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Takes each accepted socket out of Akka.IO's hands. As a socket option it runs in Akka.IO's own connection actor, before
/// anything else is done with the socket; it keeps a duplicate of the descriptor and reports it to the acceptor. Why: the
/// connection actors are children of Akka.IO's listener, so that unbinding would reset every client they serve.
/// </summary>
internal sealed class AcceptedSocketOption(IActorRef acceptor) : Inet.SocketOption
{
    public override void AfterConnect(Socket socket)
    {
        var connection = InternalCurrentActorCellKeeper.Current!.Self;
        try
        {
            acceptor.Tell(new Taken(AcceptedClient.OfDuplicate(socket)), connection);
        }
        catch (Exception failure)
        {
            // Whatever it is: those who were accepted later wait for an answer.
            acceptor.Tell(new NotTaken(failure.Message), connection);
        }
    }

    /// <summary>The duplicate of an accepted socket; the sender is Akka.IO's connection actor, which still holds its own.</summary>
    internal sealed record Taken(AcceptedClient Client) : INoSerializationVerificationNeeded;

    /// <summary>No duplicate could be made, mostly for want of descriptors; the client is lost.</summary>
    internal sealed record NotTaken(string Error) : INoSerializationVerificationNeeded;
}
