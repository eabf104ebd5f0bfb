using System.Net;
using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.Event;
using Akka.IO;
using Akka.Pattern;
using Akka.Routing;
using Dns = Akka.IO.Dns;

namespace AkkaInside;

/// <summary>What Akka creates by reflection for an actor that asks for it, each in a few lines.</summary>
internal static class Facilities
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    public static IReadOnlyDictionary<string, Func<ActorSystem, Task>> All { get; } = new Dictionary<string, Func<ActorSystem, Task>>
    {
        ["receive"] = system => AnswersAsync(system, Props.Create(() => new Receiving())),
        ["stash"] = system => AnswersAsync(system, Props.Create<Stashing>()),
        ["any-stash"] = system => AnswersAsync(system, Props.Create<StashingAnywhere>()),
        ["required-mailbox"] = system => AnswersAsync(system, Props.Create<Demanding>()),
        ["timers"] = system => AnswersAsync(system, Props.Create<Timing>()),
        ["fsm"] = system => AnswersAsync(system, Props.Create<Machine>()),
        ["bounded-mailbox"] = system => AnswersAsync(system, Props.Create<Pong>().WithMailbox("akka.actor.mailbox.bounded-queue-based")),
        ["dispatcher"] = system => AnswersAsync(system, Props.Create<Pong>().WithDispatcher("akka.actor.internal-dispatcher")),
        ["round-robin"] = system => AnswersAsync(system, Props.Create<Pong>().WithRouter(new RoundRobinPool(3))),
        ["broadcast"] = system => AnswersAsync(system, Props.Create<Pong>().WithRouter(new BroadcastPool(2))),
        ["consistent-hashing"] = system => AnswersAsync(
            system, Props.Create<Pong>().WithRouter(new ConsistentHashingPool(3).WithHashMapping(message => message))),
        ["resizing-pool"] = system => AnswersAsync(system, Props.Create<Pong>().WithRouter(new SmallestMailboxPool(2).WithResizer(new DefaultResizer(1, 4)))),
        ["group"] = GroupAsync,
        ["backoff"] = system => AnswersAsync(
            system, BackoffSupervisor.Props(Props.Create<Pong>(), "child", Soon, Limit, 0.1)),
        ["breaker"] = system => new CircuitBreaker(system.Scheduler, 1, Limit, Limit).WithCircuitBreaker(_ => Task.CompletedTask),
        ["inbox"] = InboxAsync,
        ["act"] = ActAsync,
        ["watch"] = system => system.ActorOf(Props.Create<Pong>()).GracefulStop(Limit),
        ["event-stream"] = EventStreamAsync,
        ["selection"] = async system => await system.ActorSelection("/user/" + system.ActorOf(Props.Create<Pong>()).Path.Name).ResolveOne(Limit),
        ["tcp"] = TcpAsync,
        ["udp"] = async system => await system.Udp().Ask<Udp.Bound>(new Udp.Bind(system.ActorOf(Props.Create<Pong>()), Loopback), Limit),
        ["dns"] = async system => await Dns.Instance.Apply(system).Manager.Ask<Dns.Resolved>(new Dns.Resolve("localhost"), Limit),
        ["log"] = LogAsync,
        ["restart"] = RestartAsync,
        ["shutdown-phases"] = system => Task.FromResult(CoordinatedShutdown.Get(system)),
    };

    private static IPEndPoint Loopback => new(IPAddress.Loopback, 0);

    private static Task AnswersAsync(ActorSystem system, Props props) => AnswersAsync(system.ActorOf(props));

    private static async Task AnswersAsync(IActorRef actor)
    {
        var answer = await actor.Ask<string>("ping", Limit);
        if (answer != "pong")
            throw new InvalidOperationException($"it answered {answer}");
    }

    private static Task GroupAsync(ActorSystem system)
    {
        var pong = system.ActorOf(Props.Create<Pong>());
        return AnswersAsync(system, Props.Empty.WithRouter(new RandomGroup([pong.Path.ToString()])));
    }

    private static async Task InboxAsync(ActorSystem system)
    {
        var inbox = Inbox.Create(system);
        inbox.Send(system.ActorOf(Props.Create<Pong>()), "ping");
        await inbox.ReceiveAsync(Limit);
    }

    private static Task ActAsync(ActorSystem system) =>
        AnswersAsync(system.ActorOf(act => act.Receive<string>((_, context) => context.Sender.Tell("pong"))));

    private static async Task EventStreamAsync(ActorSystem system)
    {
        var inbox = Inbox.Create(system);
        system.EventStream.Subscribe(inbox.Receiver, typeof(string));
        system.EventStream.Publish("published");
        await inbox.ReceiveAsync(Limit);
    }

    // Nobody listens there: that is an answer too.
    private static async Task TcpAsync(ActorSystem system)
    {
        var answer = await system.Tcp().Ask<Tcp.Message>(new Tcp.Connect(new IPEndPoint(IPAddress.Loopback, 1)), Limit);
        var bound = await system.Tcp().Ask<Tcp.Bound>(new Tcp.Bind(system.ActorOf(Props.Create<Pong>()), Loopback), Limit);
        var connected = await system.Tcp().Ask<Tcp.Message>(new Tcp.Connect(bound.LocalAddress), Limit);
        if (answer is not Tcp.CommandFailed || connected is not Tcp.Connected)
            throw new InvalidOperationException($"it answered {answer}, {connected}");
    }

    private static Task LogAsync(ActorSystem system)
    {
        var inbox = Inbox.Create(system);
        system.EventStream.Subscribe(inbox.Receiver, typeof(Warning));
        system.Log.Warning("a {Value} to be put in", 42);
        return inbox.ReceiveWhere(message => message.ToString()!.Contains("a 42 to be put in", StringComparison.Ordinal), Limit) is Warning
            ? Task.CompletedTask
            : throw new InvalidOperationException("no such record");
    }

    private static async Task RestartAsync(ActorSystem system)
    {
        var actor = system.ActorOf(Props.Create<Pong>());
        actor.Tell(new InvalidOperationException("this one was wanted"));
        await AnswersAsync(actor);
    }
}
