using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorServer.Server.Isolation;

/// <summary>
/// An Akka dispatcher that runs its actors on a thread of their own instead of on a pool: one thread for each actor, or one
/// thread for all actors of the dispatcher. The thread waits without spinning and ends when its last actor has stopped.
/// Akka's own PinnedDispatcher keeps its threads for a second after the actor and spins while it waits.
/// </summary>
internal sealed class DedicatedThreadDispatcher : MessageDispatcherConfigurator
{
    // An actor's own thread goes when the actor goes; a thread that all share waits a while for the next actor.
    private static readonly TimeSpan OwnThreadLingers = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SharedThreadLingers = TimeSpan.FromSeconds(30);

    private readonly string _id;
    private readonly ThreadExecutorFactory _executors;
    private readonly Lazy<MessageDispatcher>? _shared;

    private DedicatedThreadDispatcher(string id, int stackSize, bool shared, IDispatcherPrerequisites prerequisites)
        : base(ConfigurationFactory.ParseString($"id = \"{id}\""), prerequisites)
    {
        _id = id;
        _executors = new ThreadExecutorFactory(stackSize);
        if (shared)
            _shared = new Lazy<MessageDispatcher>(NewDispatcher);
    }

    /// <summary>Makes a dispatcher known to the actor system, unless it is already.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="id">The dispatcher's id, for <c>Props.WithDispatcher</c>.</param>
    /// <param name="stackSize">The stack of each thread in bytes; 0 for the system's default.</param>
    /// <param name="shared">One thread for all actors, instead of one for each.</param>
    /// <returns>The id.</returns>
    public static string Register(ActorSystem system, string id, int stackSize, bool shared)
    {
        var dispatchers = system.Dispatchers;
        if (!dispatchers.HasDispatcher(id))
            dispatchers.RegisterConfigurator(id, new DedicatedThreadDispatcher(id, stackSize, shared, dispatchers.Prerequisites));
        return id;
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _shared?.Value ?? NewDispatcher();

    private Dispatcher NewDispatcher() => new(this, _id, throughput: 30, throughputDeadlineTime: null, _executors, _shared is null ? OwnThreadLingers : SharedThreadLingers);

    private sealed class ThreadExecutorFactory(int stackSize) : ExecutorServiceFactory
    {
        public override ExecutorService Produce(string id) => new ThreadExecutor(id, stackSize);
    }
}
