using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;
using ClusterSettings = ActorServer.Cluster.Settings.ClusterSettings;

namespace ActorServer.Cluster.Nodes;

/// <summary>
/// Joins the cluster by its seeds. Only the first seed begins a cluster, and only where more than half of the seeds, itself among them, are
/// there and in none: with Akka's own rule, a first seed that is cut off and started anew would begin a second cluster, which never becomes
/// one with the first. A front without other nodes has nobody to ask, so that nothing is lost by waiting.
/// </summary>
internal sealed class Joining : UntypedActor, IWithTimers
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(300);

    private readonly NodeName _self;
    private readonly IReadOnlyList<NodeName> _seeds;
    private readonly ILogger _log;
    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly Dictionary<NodeName, bool> _answers = [];
    private bool _hasBegun;

    public Joining(NodeName self, IReadOnlyList<NodeName> seeds, ILogger log) => (_self, _seeds, _log) = (self, seeds, log);

    public static Props Props(ClusterSettings settings, ILogger log) =>
        Akka.Actor.Props.Create(() => new Joining(settings.Self, settings.Seeds.Distinct().ToList(), log));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private IEnumerable<NodeName> Others => _seeds.Where(seed => seed != _self);

    private bool IsIn => _hasBegun || _cluster.SelfMember.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting;

    protected override void PreStart()
    {
        if (Others.Any())
            _cluster.JoinSeedNodes(Others.Select(NodePaths.AddressOf));
        if (_seeds[0] == _self)
            Timers.StartPeriodicTimer("ask", AskAgain.Instance, TimeSpan.Zero, AskInterval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AreYouIn:
                Sender.Tell(new IAmIn(IsIn), Self);
                break;
            case IAmIn answer when NodePaths.NameOf(Sender) is { } seed && _seeds.Contains(seed):
                _answers[seed] = answer.IsIn;
                BeginIfItMay();
                break;
            case AskAgain when IsIn:
                Timers.Cancel("ask");
                break;
            case AskAgain:
                _answers.Clear();
                BeginIfItMay();
                foreach (var seed in Others)
                    NodePaths.Select(Context, seed, NodePaths.Joining).Tell(AreYouIn.Instance, Self);
                break;
        }
    }

    private void BeginIfItMay()
    {
        if (IsIn || !MayBegin(_seeds.Count, _answers.Values))
            return;
        _hasBegun = true;
        _log.ClusterBegun(_self.ToString(), _answers.Count + 1, _seeds.Count);
        _cluster.Join(_cluster.SelfAddress);
    }

    /// <summary>Whether the first of so many seeds begins a cluster, when the others have answered so.</summary>
    public static bool MayBegin(int seeds, IReadOnlyCollection<bool> others) => !others.Contains(true) && (others.Count + 1) * 2 > seeds;

    private sealed record AskAgain
    {
        public static readonly AskAgain Instance = new();
    }
}
