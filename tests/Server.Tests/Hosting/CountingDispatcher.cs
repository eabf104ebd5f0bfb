using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorServer.Server.Tests.Hosting;

/// <summary>A dispatcher that writes down what is sent to the server's actors.</summary>
public sealed class CountingDispatcher : MessageDispatcher
{
    public CountingDispatcher(MessageDispatcherConfigurator configurator, string id)
        : base(configurator)
    {
        Id = id;
        Throughput = 1;
    }

    /// <summary>Each message, with the part of the server that it was sent to, in the order of sending.</summary>
    internal static ConcurrentQueue<(string To, string Message)> Sent { get; } = new();

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (PartOf(cell.Self.Path) is { } part && !IsByTheClock(envelope.Message))
            Sent.Enqueue((part, envelope.Message.GetType().Name));
        base.Dispatch(cell, envelope);
    }

    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(_ => run.Run(), null);

    protected override void Shutdown()
    {
    }

    // What comes by the clock has nothing to do with what a client does.
    private static bool IsByTheClock(object message) => message.GetType().Name is "ScheduledTellMsg" or "NextTurn" or "CheckDeadline";

    // /user/actor-server/default/<part>/<child>
    private static string? PartOf(ActorPath path) => path.Elements.Skip(1).ToArray() switch
    {
        ["actor-server", _] => "service",
        ["actor-server", _, "listener", _] => "acceptor",
        ["actor-server", _, "connections"] => "connections",
        ["actor-server", _, "connections", _] => "connection",
        ["actor-server", _, "backend"] => "backend",
        ["actor-server", _, "backend", _] => "handler",
        _ => null,
    };
}

/// <summary>For <c>type</c> in a dispatcher's block.</summary>
public sealed class CountingDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : MessageDispatcherConfigurator(config, prerequisites)
{
    private CountingDispatcher? _one;

    public override MessageDispatcher Dispatcher() => _one ??= new CountingDispatcher(this, Config.GetString("id"));
}
