using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Accepting;

/// <summary>
/// Binds one port once, tells its parent, the listener, whether that went well, and hands each accepted client to the service
/// in the order of arrival. Its end is the end of the port: those who were accepted before are handed over first.
/// </summary>
internal abstract class Acceptor(IActorRef service) : UntypedActor
{
    /// <summary>
    /// An acceptor of the kind that was configured, or chosen where that was left open; it binds as soon as it starts. Akka.IO knows
    /// nothing of Unix sockets.
    /// </summary>
    public static Props Props(AcceptorKind kind, ListeningPort port, IActorRef service, ILogger log) => kind switch
    {
        _ when port.File is not null => Akka.Actor.Props.Create(() => new SocketAcceptor(port, service, log)),
        AcceptorKind.Socket => Akka.Actor.Props.Create(() => new SocketAcceptor(port, service, log)),
        AcceptorKind.AkkaIo => Akka.Actor.Props.Create(() => new AkkaIoAcceptor(port, service, log)),
        var open => throw new ArgumentException($"Who accepts is still open: {open}.", nameof(kind)),
    };

    /// <summary>The client is the service's from now on.</summary>
    protected void Deliver(AcceptedClient client) => service.Tell(new Listener.Accepted(client));

    /// <summary>So is one that cannot be served: this acceptor ends before the client's socket is ours alone.</summary>
    protected void GiveUp(AcceptedClient client) => service.Tell(new Listener.GivenUp(client));

    /// <summary>To the listener: the port is bound.</summary>
    internal sealed record Bound(EndPoint Address);

    /// <summary>To the listener: it cannot be bound, and why. The acceptor stops.</summary>
    internal sealed record CouldNotBind(string Cause, SocketError Error);

    /// <summary>From the listener: close the port, hand over whom you have accepted, and stop.</summary>
    internal sealed record Close
    {
        public static readonly Close Instance = new();
    }
}
