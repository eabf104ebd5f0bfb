using ActorServer.Protocol.Messages;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using ActorServer.Threads.Dispatching;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// The one actor that the server deploys to each worker through Akka.Remote, before any client is there; its children are
/// the worker's handlers, <c>c-1</c>, <c>c-2</c>, …. A handler that fails is stopped, never restarted, and its connection
/// told why. Exactly one is told of each handler that it has stopped: its connection where that is in this process, which
/// tells the server together with its own end; otherwise the server, its parent.
/// </summary>
internal sealed class DeployedHandlers : UntypedActor
{
    /// <summary>Its name below the worker's actor.</summary>
    public const string Name = "handlers";

    private const string ThreadsOfHandlers = "actor-server.handlers";

    // A thread waits for the next client, as it costs more than the rest of a short connection.
    private static readonly TimeSpan ThreadsAreKept = TimeSpan.FromMilliseconds(200);

    private readonly Props _handler;
    private readonly Dictionary<IActorRef, IActorRef> _connections = [];
    private bool _draining;

    /// <summary>Made in the worker, from what <see cref="Props"/> sent.</summary>
    /// <param name="typeName">The handler's type.</param>
    /// <param name="path">Where its assembly lies; empty for one that is at hand.</param>
    /// <param name="settings">Its settings as HOCON; empty for none.</param>
    /// <param name="clientsAtOnce">How many clients there are at the same time.</param>
    public DeployedHandlers(string typeName, string path, string settings, int clientsAtOnce)
    {
        var setup = Context.System.Settings.Setup.Get<HandlerServicesSetup>();
        var (services, service) = setup.HasValue ? (setup.Value.Services, setup.Value.Service) : (HandlerServices.None, "");
        var handler = HandlerLoader.Load(typeName, path.Length == 0 ? null : path);
        _handler = HandlerProducer.Props(handler, settings, services, service);
        // Here a handler may block. It must hold up its own client alone, and not the actors of this process.
        if (clientsAtOnce > 1 && handler.Kind == HandlerKind.Actor)
            _handler = _handler.WithDispatcher(DedicatedThreads.Register(Context.System, ThreadsOfHandlers, stackSize: 0, ThreadsAreKept, forAll: false));
        else if (clientsAtOnce > 1 && handler.Kind == HandlerKind.Connection)
            LetThePoolGrow(clientsAtOnce);
    }

    /// <summary>Props that travel: a type that both sides have, text and a number.</summary>
    public static Props Props(HandlerSpec spec, int clientsAtOnce = 1) =>
        Akka.Actor.Props.Create<DeployedHandlers>(spec.TypeName, spec.Path ?? "", spec.Settings, clientsAtOnce);

    /// <inheritdoc/>
    /// <remarks>Whoever takes sockets in this process learns in this way where their handlers are made.</remarks>
    protected override void PreStart() => Context.System.EventStream.Publish(new Deployed(Self));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        MemoryLimit.EndIfReached(failure);
        if (_connections.TryGetValue(Sender, out var connection))
            connection.Tell(HandlerFailed.Because(failure));
        return Directive.Stop;
    });

    // It has no thread of its own. The pool makes one at once as long as it has fewer than this, and beyond it one or two a second.
    private static void LetThePoolGrow(int clients)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(workers + clients, completions);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartHandler start:
                Start(start.Info, new Tcp.Connected(start.Info.Peer, start.Info.Local));
                break;
            case StartStreamHandler start:
                Start(start.Info, new StreamHandlerHost.ServeSocket(start.Socket, StreamRunsOn.OwnThread));
                break;
            case EndHandler end:
                // One that has ended by itself is not there any more.
                Context.Child(end.ConnectionId).Tell(new Tcp.ErrorClosed("the connection is over"));
                break;
            case Draining when _draining:
                // Each connection that drains says so.
                break;
            case Draining:
                // A server that drains once drains to its end: also those that are made from now on are told.
                _draining = true;
                foreach (var handler in _connections.Keys)
                    handler.Tell(message);
                // Clients that have no actor are told in this way.
                Context.System.EventStream.Publish(message);
                break;
            case Terminated terminated when _connections.Remove(terminated.ActorRef, out var connection):
                Stopped(terminated.ActorRef.Path.Name, connection);
                break;
        }
    }

    private void Start(ConnectionInfo info, object serve)
    {
        if (Make(info.Id) is not { } handler)
            return;
        _connections.Add(handler, Sender);
        handler.Tell(info, Sender);
        handler.Tell(serve, Sender);
        if (_draining)
            handler.Tell(Draining.Instance);
    }

    private IActorRef? Make(string connectionId)
    {
        try
        {
            return Context.Watch(Context.ActorOf(_handler, connectionId));
        }
        catch (InvalidOperationException failure)
        {
            // A client for whom there is no thread is that client's misfortune alone.
            Context.Stop(Context.Child(connectionId));
            Sender.Tell(HandlerFailed.Because(failure));
            Stopped(connectionId, Sender);
            return null;
        }
    }

    private static void Stopped(string connectionId, IActorRef connection)
    {
        // A connection that is in the server hears it from its backend.
        (((IInternalActorRef)connection).IsLocal ? connection : Context.Parent).Tell(new HandlerEnded(connectionId));
    }

    /// <summary>Published in the worker's actor system: handlers can be made here.</summary>
    internal sealed record Deployed(IActorRef Handlers) : INoSerializationVerificationNeeded;
}
