using System.Collections.Concurrent;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Nodes;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;
using ClusterSettings = ActorServer.Cluster.Settings.ClusterSettings;

namespace ActorServer.Cluster.Life;

/// <summary>
/// One cluster system, from its start to its end, with the actors in it. What was asked of it is answered at its end. The server's actors
/// are told in memory; nothing is watched from one system to the other, so that each may end alone.
/// </summary>
internal sealed class ClusterSystem
{
    // A leave is some rounds of gossip; Akka bounds each phase itself.
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _system;
    private readonly HeldShutdown _shutdown;
    private readonly IActorRef _placement;
    private readonly IActorRef _node;
    private readonly ConcurrentDictionary<long, (FindPlace Wanted, IActorRef Asker)> _asked = new();
    private readonly TaskCompletionSource<string> _isOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastAsked;
    private volatile bool _isOver;

    private ClusterSystem(ActorSystem system, ClusterSettings settings, IClusterServer server, FreePlaces free, NodeBoard board, ILogger log, TimeProvider time)
    {
        _system = system;
        _shutdown = new HeldShutdown(system);
        _placement = system.ActorOf(Placement.Props(settings.ReserveTimeout, server.Passages, board, time), NodePaths.Placement);
        _node = system.ActorOf(HostOfPlaces.Props(server.Places, free, settings.TicketTimeout), NodePaths.Node);
        var members = system.ActorOf(Members.Props(server.Passages, [_placement, _node], board, log, End), "members");
        var joining = system.ActorOf(Joining.Props(settings, log), NodePaths.Joining);
        system.ActorOf(Props.Create(() => new Sentinel(new[] { _placement, _node, members, joining }, End)), "sentinel");
    }

    /// <summary>Completes with the reason when this node is a member no longer, and another system must be made.</summary>
    public Task<string> IsOut => _isOut.Task;

    /// <summary>Starts a system.</summary>
    public static ClusterSystem Start(
        ClusterSettings settings, ClusterCredentials credentials, IClusterServer server, FreePlaces free, NodeBoard board, ClusterLogSetup log, TimeProvider time)
    {
        var system = Create(ClusterConfig.For(settings), credentials, log);
        return new ClusterSystem(system, settings, server, free, board, log.Log, time);
    }

    /// <summary>An actor system that takes nobody for a node without a certificate.</summary>
    public static ActorSystem Create(Config config, ClusterCredentials credentials, ClusterLogSetup log)
    {
        var tls = new DotNettySslSetup(
            credentials.Certificate, suppressValidation: false, requireMutualAuthentication: true, customValidator: (certificate, _, _, _, _) => credentials.Accepts(certificate));
        return ActorSystem.Create(NodePaths.System, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), tls, log));
    }

    /// <summary>Ends it, as soon as its owner comes to it.</summary>
    public void End(string reason) => _isOut.TrySetResult(reason);

    public void Find(FindPlace wanted, IActorRef asker)
    {
        var number = Interlocked.Increment(ref _lastAsked);
        _asked.TryAdd(number, (wanted, asker));
        _placement.Tell(new Placement.Search(wanted, answer => Answer(number, answer)));
        if (_isOver)
            Answer(number, new NoPlaceFound(wanted.Client));
    }

    public void GiveBack(GiveBack unused) => _placement.Tell(unused);

    public void Ended(NodeName front, LegEnded ended) => _node.Tell(new HostOfPlaces.Ended(front, ended));

    public void Report(FreePlaces free) => _node.Tell(free);

    /// <summary>From now on nobody is taken.</summary>
    public void TakeNobody() => _node.Tell(HostOfPlaces.TakeNobody.Instance);

    /// <summary>From now on nobody is asked.</summary>
    public void AskNobody() => _placement.Tell(Placement.AskNobody.Instance);

    /// <summary>Leaves in order, if it is a member.</summary>
    public async Task LeaveAsync()
    {
        if (AkkaCluster.Get(_system).SelfMember.Status is MemberStatus.Joining or MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting)
            await _shutdown.LeaveAsync().WaitAsync(LeavePatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the system, or gives up waiting for it after a while.</summary>
    public async Task TerminateAsync()
    {
        _isOver = true;
        foreach (var (number, asked) in _asked)
            Answer(number, new NoPlaceFound(asked.Wanted.Client));
        _shutdown.Release();
        await ((Task)_node.Ask<Farewell>(Farewell.Instance, FarewellPatience)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _system.Terminate().WaitAsync(EndPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Answer(long number, object answer)
    {
        if (_asked.TryRemove(number, out var asked))
            asked.Asker.Tell(answer);
    }

    /// <summary>An actor of this system that has failed cannot be restarted without what it knew: the system ends with it.</summary>
    private sealed class Sentinel : ReceiveActor
    {
        public Sentinel(IReadOnlyList<IActorRef> actors, Action<string> end)
        {
            foreach (var actor in actors)
                Context.Watch(actor);
            Receive<Terminated>(gone => end($"{gone.ActorRef.Path.Name} has failed"));
        }
    }
}
