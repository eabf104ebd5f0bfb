using System.Diagnostics.CodeAnalysis;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// Makes a handler from its type, its settings and, where its constructor takes some, services. A handler whose constructor
/// throws is replaced by one that reports the failure to its connection.
/// </summary>
internal sealed class HandlerProducer : IIndirectActorProducer
{
    private static readonly object[] NoArguments = [];

    private readonly LoadedHandler _handler;
    private readonly object[] _arguments;
    private readonly bool _isDuplex;
    private readonly IAdaptsConnectionHandlers? _adapter;
    private readonly HandlerServices? _services;
    private readonly string _service;

    private HandlerProducer(LoadedHandler handler, Config settings, HandlerServices services, string service)
    {
        var constructor = HandlerConstructor.Of(handler.Type);
        _handler = handler;
        _arguments = constructor.TakesSettings ? [settings] : NoArguments;
        _adapter = handler.Kind == HandlerKind.Connection ? ConnectionHandlers.AdapterOf(handler.Type) : null;
        _isDuplex = _adapter is not null || handler.Type.IsDefined(typeof(DuplexAttribute), inherit: true);
        _services = constructor.Services.Count > 0 ? services : null;
        _service = service;
    }

    public Type ActorType => _handler.Kind.HasSocket() ? typeof(StreamHandlerHost) : _handler.Type;

    /// <summary>Props for handlers in this process, as many as are wanted. Each actor has the name of the connection that it serves.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="settings">Its settings as HOCON; empty for none.</param>
    /// <param name="services">What its constructor may ask for.</param>
    /// <param name="service">The name of the service that it belongs to.</param>
    public static Props Props(LoadedHandler handler, string settings, HandlerServices services, string service) =>
        Props(handler, HandlerSettings.Parse(settings), services, service);

    /// <summary>The same with settings that have been read.</summary>
    public static Props Props(LoadedHandler handler, Config settings, HandlerServices services, string service) =>
        Akka.Actor.Props.CreateBy(new HandlerProducer(handler, settings, services, service));

    public ActorBase Produce()
    {
        try
        {
            return _services is null ? Host(Make(), null) : MakeWith(_services.Begin(_service, InternalCurrentActorCellKeeper.Current!.Self.Path.Name));
        }
        catch (Exception failure)
        {
            return new FailedHandler(failure);
        }
    }

    /// <inheritdoc/>
    /// <remarks>For a handler that did not start: it is not told that it has stopped.</remarks>
    public void Release(ActorBase actor)
    {
        if (_services is null)
            return;
        var scope = actor is StreamHandlerHost host ? host.Scope : (actor as ActorHandler)?.Scope;
        scope?.End();
    }

    private ActorBase MakeWith(HandlerScope scope) => Host(scope.Make(_handler.Type, _arguments), scope);

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    private object Make() => Activator.CreateInstance(_handler.Type, _arguments)!;

    private ActorBase Host(object handler, HandlerScope? scope)
    {
        if (_handler.Kind.HasSocket())
            return new StreamHandlerHost(_adapter?.Adapt(handler) ?? (StreamHandler)handler, _isDuplex) { Scope = scope };
        var actor = (ActorHandler)handler;
        actor.Scope = scope;
        return actor;
    }
}
