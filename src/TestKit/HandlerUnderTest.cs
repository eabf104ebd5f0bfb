using System.Collections.Concurrent;
using ActorServer.Protocol.Handling;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.TestKit;

/// <summary>Makes the handler of a test as the server does: its settings are validated, and it prepares itself once.</summary>
internal static class HandlerUnderTest
{
    private static readonly ConcurrentDictionary<(Type Handler, string Settings), Lazy<Task>> Prepared = new();

    /// <summary>Props of a handler by its type.</summary>
    /// <exception cref="ArgumentException">It is no handler, or its settings are wrong.</exception>
    public static Props OfType(Type handler, string settings)
    {
        if (handler.IsAbstract || !(handler.IsSubclassOf(typeof(ActorHandler)) || handler.IsSubclassOf(typeof(StreamHandler))))
            throw new ArgumentException($"{handler} is not a handler: it must derive from {nameof(ActorHandler)} or {nameof(StreamHandler)} and not be abstract");
        if (handler.GetConstructor(Type.EmptyTypes) is null && handler.GetConstructor([typeof(Config)]) is null)
            throw new ArgumentException($"{handler} has no public constructor without arguments or with a {nameof(Config)}; connect with a function that makes it");
        var config = HandlerSettings.Parse(settings);
        if (HandlerSettings.FirstError(handler, config) is { } wrong)
            throw new ArgumentException(wrong, nameof(settings));
        Prepared.GetOrAdd((handler, settings), _ => new Lazy<Task>(() => HandlerPreparation.RunAsync(handler, config, CancellationToken.None))).Value.GetAwaiter().GetResult();
        return HandlerProducer.Props(handler, settings);
    }

    /// <summary>Props of a handler that a function makes.</summary>
    public static Props MadeBy(Func<ActorHandler> make) => Props.CreateBy(new Producer(typeof(ActorHandler), make));

    /// <summary>Props of a handler on a stream that a function makes.</summary>
    public static Props MadeBy(Func<StreamHandler> make) => Props.CreateBy(new Producer(typeof(StreamHandlerHost), () => Host(make())));

    private static StreamHandlerHost Host(StreamHandler handler) =>
        new(handler, handler.GetType().IsDefined(typeof(DuplexAttribute), inherit: true));

    // A constructor that throws fails the handler, as one that was made from its type.
    private sealed class Producer(Type type, Func<ActorBase> make) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce()
        {
            try
            {
                return make();
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
}
