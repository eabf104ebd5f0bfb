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

    private readonly Type _handler;
    private readonly object[] _arguments;
    private readonly bool _isDuplex;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    private HandlerProducer(Type handler, string settings)
    {
        _handler = handler;
        _arguments = handler.GetConstructor([typeof(Config)]) is null ? NoArguments : [HandlerSettings.Parse(settings)];
        _isDuplex = ActorType == typeof(StreamHandlerHost) && handler.IsDefined(typeof(DuplexAttribute), inherit: true);
    }

    /// <inheritdoc/>
    public Type ActorType => _handler.IsSubclassOf(typeof(StreamHandler)) ? typeof(StreamHandlerHost) : _handler;

    /// <summary>Props for handlers in this process, as many as are wanted.</summary>
    public static Props Props(Type handler, string settings) => Akka.Actor.Props.CreateBy(new HandlerProducer(handler, settings));

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors, or compiled in whole.")]
    public ActorBase Produce()
    {
        try
        {
            var handler = Activator.CreateInstance(_handler, _arguments)!;
            return handler is StreamHandler onStream ? new StreamHandlerHost(onStream, _isDuplex) : (ActorBase)handler;
        }
        catch (Exception failure)
        {
            return new FailedHandler(failure);
        }
    }

    /// <inheritdoc/>
    public void Release(ActorBase actor)
    {
    }
}
