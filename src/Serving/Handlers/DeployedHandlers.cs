using ActorServer.Protocol.Messages;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
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

    private readonly Props _handler;
    private readonly Dictionary<IActorRef, IActorRef> _connections = [];
    private bool _draining;

    // A worker serves one client at a time, so no other can still be coming.
    private string? _overBefore;

    /// <summary>Made in the worker, from what <see cref="Props"/> sent.</summary>
    /// <param name="typeName">The handler's type.</param>
    /// <param name="path">Where its assembly lies; empty for one that is at hand.</param>
    /// <param name="settings">Its settings as HOCON; empty for none.</param>
    public DeployedHandlers(string typeName, string path, string settings)
    {
        var setup = Context.System.Settings.Setup.Get<HandlerServicesSetup>();
        var (services, service) = setup.HasValue ? (setup.Value.Services, setup.Value.Service) : (HandlerServices.None, "");
        _handler = HandlerProducer.Props(HandlerLoader.Load(typeName, path.Length == 0 ? null : path), settings, services, service);
    }

    /// <summary>Props that travel: a type that both sides have, and text.</summary>
    public static Props Props(HandlerSpec spec) =>
        Akka.Actor.Props.Create<DeployedHandlers>(spec.TypeName, spec.Path ?? "", spec.Settings);

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
                End(end.ConnectionId);
                break;
            case Draining when _draining:
                // Each connection that drains says so.
                break;
            case Draining:
                // A server that drains once drains to its end: also those that are made from now on are told.
                _draining = true;
                foreach (var handler in _connections.Keys)
                    handler.Tell(message);
                break;
            case Terminated terminated when _connections.Remove(terminated.ActorRef, out var connection):
                Stopped(terminated.ActorRef, connection);
                break;
        }
    }

    private void Start(ConnectionInfo info, object serve)
    {
        var handler = Context.Watch(Context.ActorOf(_handler, info.Id));
        _connections.Add(handler, Sender);
        handler.Tell(info, Sender);
        handler.Tell(serve, Sender);
        if (_draining)
            handler.Tell(Draining.Instance);
        if (_overBefore == info.Id)
            End(info.Id);
    }

    private void End(string connectionId)
    {
        var handler = Context.Child(connectionId);
        _overBefore = handler.IsNobody() ? connectionId : null;
        handler.Tell(new Tcp.ErrorClosed("the connection is over"));
    }

    private static void Stopped(IActorRef handler, IActorRef connection)
    {
        var stopped = new HandlerEnded(handler.Path.Name);
        // A connection that is in the server hears it from its backend.
        (((IInternalActorRef)connection).IsLocal ? connection : Context.Parent).Tell(stopped);
    }

    /// <summary>Published in the worker's actor system: handlers can be made here.</summary>
    internal sealed record Deployed(IActorRef Handlers) : INoSerializationVerificationNeeded;
}
