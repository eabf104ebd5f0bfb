using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorServer.Threads.Dispatching;

/// <summary>
/// An Akka dispatcher for actors that may block: each has a thread of its own, or all of the dispatcher's actors share one.
/// The thread waits without spinning and bears the actor's name, so that <c>top -H</c>, a debugger and a dump say whose it is.
/// Akka's own PinnedDispatcher spins while it waits and keeps each thread for a second after its actor.
/// </summary>
/// <remarks>
/// Named as the <c>type</c> of a dispatcher in HOCON, for any actor:
/// <code>
/// my-dispatcher {
///   type = "ActorServer.Threads.Dispatching.DedicatedThreads, ActorServer.Akka.Threads"
///
///   # The stack of each thread, from 64KiB to 1GiB; 0 is the system's default. It is address space and costs memory only as
///   # far as it is used; recursion beyond it ends the process.
///   stack-size = 256KiB
///
///   # each-actor: a thread for each. all-actors: one thread, on which one of them runs at a time.
///   thread-for = each-actor
///
///   # How long a thread whose actor has stopped waits for another actor before it ends; 0s: not at all. Actors that come
///   # soon after one another are spared the start of a thread, which costs more than most of what else they do.
///   keep-alive-time = 200ms
///
///   # How many messages in a row an actor handles before another one has its turn; of use with all-actors only.
///   throughput = 30
/// }
/// </code>
/// </remarks>
public sealed class DedicatedThreads : MessageDispatcherConfigurator
{
    private const string EachActor = "each-actor";
    private const string AllActors = "all-actors";
    private const int UsualStack = 256 << 10;
    private const int UsualThroughput = 30;

    /// <summary>The smallest stack that a thread may have, in bytes, unless it is 0.</summary>
    internal const int LeastStack = 64 << 10;

    /// <summary>The largest, in bytes.</summary>
    internal const int MostStack = 1 << 30;

    private static readonly TimeSpan UsualKeepAlive = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromDays(1);

    private readonly string _id;
    private readonly int _throughput;
    private readonly ThreadSupply _threads;
    private readonly Lazy<MessageDispatcher>? _forAll;

    /// <summary>What Akka calls for a dispatcher of this type.</summary>
    /// <param name="config">The dispatcher's block, with its id.</param>
    /// <param name="prerequisites">What Akka's dispatchers are made with.</param>
    /// <exception cref="ConfigurationException">A value is not allowed; the message says which and what is.</exception>
    public DedicatedThreads(Config config, IDispatcherPrerequisites prerequisites)
        : this(
            config.GetString("id"), new ThreadSupply(StackSizeIn(config), KeepAliveIn(config)), IsForAll(config), ThroughputIn(config), config, prerequisites)
    {
    }

    private DedicatedThreads(
        string id, ThreadSupply threads, bool forAll, int throughput, Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        _id = id;
        _throughput = throughput;
        _threads = threads;
        if (forAll)
            _forAll = new Lazy<MessageDispatcher>(() => NewDispatcher(isShared: true));
    }

    /// <summary>Makes a dispatcher known to the actor system without HOCON, unless its id is known already.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="id">The dispatcher's id, for <c>Props.WithDispatcher</c>.</param>
    /// <param name="stackSize">The stack of each thread in bytes, from 64 KiB to 1 GiB; 0 for the system's default.</param>
    /// <param name="keepAlive">How long a thread whose actor has stopped waits for another one, up to a day; zero for not at all.</param>
    /// <param name="forAll">One thread for all actors, instead of one for each.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The stack or the time is not one of those.</exception>
    public static string Register(ActorSystem system, string id, int stackSize, TimeSpan keepAlive, bool forAll)
    {
        if (!IsStackSize(stackSize))
            throw new ArgumentOutOfRangeException(nameof(stackSize), stackSize, "0, or from 64 KiB to 1 GiB");
        ArgumentOutOfRangeException.ThrowIfLessThan(keepAlive, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keepAlive, LongestKeepAlive);
        return Register(system, id, new ThreadSupply(stackSize, keepAlive), forAll);
    }

    internal static string Register(ActorSystem system, string id, ThreadSupply threads, bool forAll)
    {
        var dispatchers = system.Dispatchers;
        if (!dispatchers.HasDispatcher(id))
            dispatchers.RegisterConfigurator(id, new DedicatedThreads(id, threads, forAll, UsualThroughput, Config.Empty, dispatchers.Prerequisites));
        return id;
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _forAll?.Value ?? NewDispatcher(isShared: false);

    private DedicatedThreadDispatcher NewDispatcher(bool isShared) => new(this, _id, _throughput, _threads, isShared);

    private static bool IsStackSize(long bytes) => bytes is 0 or (>= LeastStack and <= MostStack);

    private static int StackSizeIn(Config config) =>
        (int)Read(config, "stack-size", () => config.GetByteSize("stack-size", UsualStack) ?? -1, IsStackSize, "0 for the system's default, or from 64KiB to 1GiB");

    private static TimeSpan KeepAliveIn(Config config) => Read(
        config, "keep-alive-time", () => config.GetTimeSpan("keep-alive-time", UsualKeepAlive, allowInfinite: false),
        time => time >= TimeSpan.Zero && time <= LongestKeepAlive, "a time from 0s to 1d, such as 200ms");

    private static int ThroughputIn(Config config) =>
        Read(config, "throughput", () => config.GetInt("throughput", UsualThroughput), count => count > 0, "a number from 1 on");

    private static T Read<T>(Config config, string key, Func<T> read, Func<T, bool> isAllowed, string allowed)
    {
        try
        {
            if (read() is var value && isAllowed(value))
                return value;
        }
        catch (Exception malformed) when (malformed is FormatException or OverflowException)
        {
            // As wrong as one out of range.
        }

        throw Wrong(config, key, allowed);
    }

    private static bool IsForAll(Config config) => config.GetString("thread-for", EachActor) switch
    {
        EachActor => false,
        AllActors => true,
        _ => throw Wrong(config, "thread-for", $"{EachActor} or {AllActors}"),
    };

    private static ConfigurationException Wrong(Config config, string key, string allowed) =>
        new($"{config.GetString("id")}.{key} = {config.GetString(key)} is not allowed: {allowed}");
}
