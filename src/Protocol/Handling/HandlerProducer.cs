using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Protocol.Handling;

/// <summary>
/// Makes a handler from its type's name and its settings' text, which is all that travels to a worker. A handler whose
/// constructor throws is replaced by one that reports the failure to its connection: thrown on, the exception would have to
/// be known to the server as a type.
/// </summary>
internal sealed class HandlerProducer : IIndirectActorProducer
{
    private static readonly object[] NoArguments = [];

    // Null where it only travels: the worker has the type, the server may not.
    private readonly Type? _handler;
    private readonly object[] _arguments;

    /// <summary>Made in a worker, by Akka.Remote, from what <see cref="Travelling"/> sent.</summary>
    /// <param name="typeName">The handler's type.</param>
    /// <param name="path">Where its assembly lies; empty for one that is at hand.</param>
    /// <param name="settings">Its settings as HOCON; empty for none.</param>
    public HandlerProducer(string typeName, string path, string settings)
        : this(HandlerLoader.Load(typeName, path.Length == 0 ? null : path), settings)
    {
    }

    private HandlerProducer(Type handler, string settings)
    {
        _handler = handler;
        _arguments = handler.GetConstructor([typeof(Config)]) is null ? NoArguments : [HandlerSettings.Parse(settings)];
    }

    private HandlerProducer() => _arguments = NoArguments;

    /// <inheritdoc/>
    /// <remarks>What travels is the producer's own type: the handler's may exist in the worker alone.</remarks>
    public Type ActorType => _handler is null ? typeof(HandlerProducer) : _handler.IsSubclassOf(typeof(StreamHandler)) ? typeof(StreamHandlerHost) : _handler;

    /// <summary>Props for a handler in this process.</summary>
    public static Props Local(HandlerSpec spec) => Props.CreateBy(new HandlerProducer(spec.TypeHere, spec.Settings));

    /// <summary>Props for a handler in a worker.</summary>
    public static Props Travelling(HandlerSpec spec) => Props.CreateBy(
        new HandlerProducer(), spec.TypeName, spec.Path ?? "", spec.Settings);

    /// <inheritdoc/>
    public ActorBase Produce()
    {
        try
        {
            var handler = Activator.CreateInstance(_handler!, _arguments)!;
            return handler is StreamHandler onStream ? new StreamHandlerHost(onStream) : (ActorBase)handler;
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
