using System.Diagnostics.CodeAnalysis;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// Makes a handler from its type and its settings' text. A handler whose constructor throws is replaced by one that reports
/// the failure to its connection.
/// </summary>
internal sealed class HandlerProducer : IIndirectActorProducer
{
    private static readonly object[] NoArguments = [];

    private readonly LoadedHandler _handler;
    private readonly object[] _arguments;
    private readonly bool _isDuplex;
    private readonly IAdaptsConnectionHandlers? _adapter;

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    private HandlerProducer(LoadedHandler handler, string settings)
    {
        _handler = handler;
        _arguments = handler.Type.GetConstructor([typeof(Config)]) is null ? NoArguments : [HandlerSettings.Parse(settings)];
        _adapter = handler.Kind == HandlerKind.Connection ? ConnectionHandlers.AdapterOf(handler.Type) : null;
        _isDuplex = _adapter is not null || handler.Type.IsDefined(typeof(DuplexAttribute), inherit: true);
    }

    public Type ActorType => _handler.Kind.HasSocket() ? typeof(StreamHandlerHost) : _handler.Type;

    /// <summary>Props for handlers in this process, as many as are wanted.</summary>
    public static Props Props(LoadedHandler handler, string settings) => Akka.Actor.Props.CreateBy(new HandlerProducer(handler, settings));

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    public ActorBase Produce()
    {
        try
        {
            var handler = Activator.CreateInstance(_handler.Type, _arguments)!;
            return _handler.Kind.HasSocket() ? new StreamHandlerHost(_adapter?.Adapt(handler) ?? (StreamHandler)handler, _isDuplex) : (ActorBase)handler;
        }
        catch (Exception failure)
        {
            return new FailedHandler(failure);
        }
    }

    public void Release(ActorBase actor)
    {
    }
}
