using System.Collections.Concurrent;
using System.Net;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Life;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Xunit.Abstractions;
using AkkaCluster = Akka.Cluster.Cluster;

namespace ActorServer.Cluster.Tests;

/// <summary>A program with a valid certificate that speaks Akka, and does with it what it likes.</summary>
public sealed class HostileMemberTests(ITestOutputHelper output)
{
    private const string NoGate = "akka.remote.dot-netty.tcp.applied-adapters = []\nakka.remote.trusted-selection-paths = [\"/user/node\", \"/user/other\", \"/system/cluster/core/daemon\", \"/system/cluster/heartbeatReceiver\"]";
    private const string NoGateAndTrusting = NoGate + "\nakka.remote.untrusted-mode = off";

    private static int _intruders;

    [Fact]
    public async Task It_creates_stops_and_messages_no_actor_of_another_node()
    {
        var intruders = _intruders;
        var (node, other) = await AttackAsync("");
        Assert.Equal([typeof(Reserve)], node.Select(message => message.GetType()));
        Assert.Empty(other);
        Assert.Equal(intruders, _intruders);
    }

    [Fact]
    public async Task In_Akka_s_untrusted_mode_alone_it_would_reach_any_actor()
    {
        var (_, other) = await AttackAsync(NoGate);
        Assert.NotEmpty(other);
    }

    [Fact]
    public async Task Trusted_it_would_create_and_stop_actors()
    {
        var intruders = _intruders;
        var (_, other) = await AttackAsync(NoGateAndTrusting);
        Assert.True(_intruders > intruders);
        Assert.Contains("stopped", other);
    }

    private async Task<(IReadOnlyList<object> Node, IReadOnlyList<object> Other)> AttackAsync(string victimConfig)
    {
        await using var hosts = new Hosts(2, output);
        var log = new ClusterLogSetup(hosts.Log, new LogRate(TimeProvider.System));
        var settings = hosts.Settings(0) with { Seeds = [hosts.Names[0]] };
        var victim = ClusterSystem.Create(ConfigurationFactory.ParseString(victimConfig).WithFallback(ClusterConfig.For(settings)), ClusterCredentials.Load(settings.Tls), log);
        var hostile = ClusterSystem.Create(
            ConfigurationFactory.ParseString(NoGateAndTrusting).WithFallback(ClusterConfig.For(hosts.Settings(1))), ClusterCredentials.Load(hosts.Settings(1).Tls), log);
        try
        {
            var (node, other) = (new ConcurrentQueue<object>(), new ConcurrentQueue<object>());
            victim.ActorOf(Props.Create(() => new Noting(node)), "node");
            victim.ActorOf(Props.Create(() => new Noting(other)), "other");
            await AkkaCluster.Get(victim).JoinAsync(AkkaCluster.Get(victim).SelfAddress);
            await AkkaCluster.Get(hostile).JoinAsync(AkkaCluster.Get(victim).SelfAddress);
            Attack(hostile, AkkaCluster.Get(victim).SelfAddress);
            // Where it is not kept out, not even the victim's cluster is left.
            await Hosts.UntilAsync(() => node.OfType<Reserve>().Any() || other.Contains("stopped"), () => string.Join(", ", node));
            return ([.. node], [.. other]);
        }
        finally
        {
            await Task.WhenAll(hostile.Terminate(), victim.Terminate());
        }
    }

    // The last message is one that is let in: it comes after all others.
    private static void Attack(ActorSystem hostile, Address victim)
    {
        var intruder = Props.Create(() => new Intruder()).WithDeploy(new Deploy(new RemoteScope(victim)));
        hostile.ActorOf(intruder);
        foreach (var path in (string[])["user/other", "user/node", "user", "system/cluster/core/daemon", "remote"])
        {
            var full = $"{victim}/{path}";
            var direct = (IInternalActorRef)((ExtendedActorSystem)hostile).Provider.ResolveActorRef(full);
            var reserve = new Reserve(1, "c-1", "echo", "EchoHandler", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2), false);
            foreach (var message in (object[])["hello", 42, new Identify(1), Kill.Instance, PoisonPill.Instance, new IAmIn(true), path == "user/node" ? "hello" : reserve])
            {
                direct.Tell(message);
                hostile.ActorSelection(full).Tell(message);
                hostile.ActorSelection($"{victim}/user/*").Tell(message is Reserve ? "hello" : message);
            }

            direct.SendSystemMessage(new Watch(direct, (IInternalActorRef)hostile.DeadLetters));
            direct.Suspend();
            direct.Resume();
            direct.Stop();
            hostile.ActorOf(intruder);
        }

        hostile.ActorSelection($"{victim}/user/node").Tell(
            new Reserve(2, "c-2", "echo", "EchoHandler", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2), false));
    }

    private sealed class Noting(ConcurrentQueue<object> notes) : UntypedActor
    {
        protected override void OnReceive(object message) => notes.Enqueue(message);

        protected override void PostStop() => notes.Enqueue("stopped");
    }

    private sealed class Intruder : UntypedActor
    {
        public Intruder() => Interlocked.Increment(ref _intruders);

        protected override void OnReceive(object message)
        {
        }
    }
}
