using System.Net.Sockets;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Remoting;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker as Akka.Remote knows it: by a host name that no other has. It reaches in the server what it is granted here, and
/// when its process has ended Akka.Remote is made to forget it.
/// </summary>
internal sealed class WorkerAddress(string host, ActorSystem system)
{
    private readonly AdmittedHosts _credentials = AdmittedHosts.For(system);
    private volatile IActorRef? _handlers;

    /// <summary>The host name.</summary>
    public string Host => host;

    /// <summary>How many messages of all workers have been dropped.</summary>
    public long DroppedOfAll => _credentials.Dropped;

    private IRemoteActorRefProvider Remoting => (IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider;

    /// <summary>The worker reaches its own actor in the server, and later the connections that it serves; nothing else.</summary>
    /// <param name="worker">Its actor.</param>
    /// <param name="refused">Told of what it sends beyond that; called where the worker is read.</param>
    /// <param name="clientsAtOnce">How many connections it serves at the same time.</param>
    public void Admit(IActorRef worker, Action<RefusedMessages.Notice> refused, int clientsAtOnce)
    {
        _credentials.Admit(host, refused, clientsAtOnce);
        _credentials.Grant(host, worker.Path.ToStringWithoutAddress());
    }

    /// <summary>Speaks with the worker over this connection.</summary>
    /// <param name="connection">The server's end.</param>
    /// <param name="ended">Called when nothing can come from the worker any more.</param>
    public void Connect(Socket connection, Action ended) => _credentials.Connect(host, connection, ended);

    /// <summary>Whether an actor is in the worker.</summary>
    public bool IsOf(IActorRef actor) => actor.Path.Address.Host == host;

    /// <summary>What the worker calls an actor of the server.</summary>
    public string PathOf(IActorRef actor) => actor.Path.ToStringWithAddress(Remoting.DefaultAddress);

    /// <summary>This actor has been deployed there: it ends with the worker.</summary>
    public void HasDeployed(IActorRef handlers) => _handlers = handlers;

    /// <summary>The worker may send a client's bytes to this connection.</summary>
    public void GrantBytes(IActorRef connection) => _credentials.Grant(host, connection.Path.ToStringWithoutAddress(), carriesBytes: true);

    /// <summary>It may not any more.</summary>
    public void Ungrant(IActorRef connection) => _credentials.Ungrant(host, connection.Path.ToStringWithoutAddress());

    /// <summary>The worker reaches nothing any more. How many of its messages have been dropped.</summary>
    public long Revoke() => _credentials.Revoke(host);

    /// <summary>
    /// Tells Akka.Remote what it would find out minutes later: that nothing at the worker's address lives. Otherwise it would
    /// keep an endpoint for the dead process, and the worker's actor could not stop before its remote child has. On any thread.
    /// </summary>
    public void Forget()
    {
        // Without its uid the address is not kept in a list of the quarantined either; it is never used again.
        Remoting.Quarantine(Remoting.DefaultAddress.WithHost(host).WithSystem(RemotingConfig.WorkerSystem), null);
        // In the name of the dead actor; whoever watches it, the remote watcher passes it on and forgets the address.
        if (_handlers is { } handlers)
            ((IInternalActorRef)Remoting.RemoteWatcher).SendSystemMessage(new DeathWatchNotification(handlers, existenceConfirmed: true, addressTerminated: false));
    }
}
