using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using ActorServer.Cluster.Wire;
using Akka.Actor;

namespace ActorServer.Cluster.Nodes;

/// <summary>
/// This node as fronts see it, at <c>/user/node</c>: asks the server for the places that they want, tells them how many there are and how
/// their clients ended. Only members with the role <c>front</c> are served, each by the address from which it speaks.
/// </summary>
internal sealed class HostOfPlaces : UntypedActor, IWithTimers
{
    /// <summary>So many reservations of one front may be unanswered.</summary>
    public const int MostUnanswered = 1024;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    // Places change with every client; the reports only order the candidates.
    private static readonly TimeSpan ShortestReportInterval = TimeSpan.FromMilliseconds(20);

    private readonly IActorRef _places;
    private readonly TimeSpan _patience;
    private readonly Dictionary<NodeName, int> _unanswered = [];
    private HashSet<NodeName> _fronts = [];
    private FreePlaces _free;
    private bool _isReportDue;
    private bool _isResting;
    private bool _takesNobody;

    public HostOfPlaces(IActorRef places, FreePlaces free, TimeSpan patience) => (_places, _free, _patience) = (places, free, patience);

    /// <param name="places">The server's.</param>
    /// <param name="free">What is free at the start.</param>
    /// <param name="patience">How long the server may take to answer. An answer that comes after <c>reserve-timeout</c> is passed on: the front gives the place back.</param>
    public static Props Props(IActorRef places, FreePlaces free, TimeSpan patience) => Akka.Actor.Props.Create(() => new HostOfPlaces(places, free, patience));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("report", ReportNow.Instance, ReportInterval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Reserve reserve when NodePaths.NameOf(Sender) is { } front:
                Reserve(front, reserve);
                break;
            case TicketReturned returned when NodePaths.NameOf(Sender) is { } front && _fronts.Contains(front):
                _places.Tell(new PlaceGivenBack(front, returned.Ticket), Self);
                break;
            case Answered answered:
                Answer(answered);
                break;
            case FreePlaces free:
                _free = free;
                ReportSoon();
                break;
            case Ended ended when _fronts.Contains(ended.Front):
                Pass(ended.Front, ended.Client);
                break;
            case NodesChanged changed:
                Meet(changed);
                break;
            case ReportNow:
                Report(_fronts);
                break;
            case Rested:
                _isResting = false;
                if (_isReportDue)
                    ReportSoon();
                break;
            case TakeNobody:
                _takesNobody = true;
                Report(_fronts);
                break;
            case Farewell:
                SayFarewell();
                break;
        }
    }

    private void Pass(NodeName front, LegEnded client) =>
        Tell(front, new ClientEnded(client.Service, client.Client, client.Reason, client.Worker, client.Exit, client.Error));

    private void SayFarewell()
    {
        foreach (var front in _fronts)
            Tell(front, Farewell.Instance);
        Sender.Tell(Farewell.Instance);
    }

    private void Reserve(NodeName front, Reserve wanted)
    {
        // Somebody who is no member, or whose membership has not come here yet, gets an answer as well: it need not wait for its timeout.
        if (_takesNobody || !_fronts.Contains(front) || _unanswered.GetValueOrDefault(front) >= MostUnanswered)
        {
            Sender.Tell(new NotReserved(wanted.Number), Self);
            return;
        }

        _unanswered[front] = _unanswered.GetValueOrDefault(front) + 1;
        var (self, sender) = (Self, Sender);
        _places.Ask<object>(new TakePlace(front, wanted.Client, wanted.Service, wanted.Handler, wanted.Peer, wanted.Local, wanted.TlsHasEnded), _patience)
            .ContinueWith(
                asked => self.Tell(new Answered(front, sender, wanted.Number, asked.IsCompletedSuccessfully ? asked.Result : null)),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    private void Answer(Answered answered)
    {
        if (--_unanswered[answered.Front] == 0)
            _unanswered.Remove(answered.Front);
        object answer = answered.Answer is PlaceTaken taken
            ? new Reserved(answered.Number, taken.Ticket, taken.LegsPort, taken.There)
            : new NotReserved(answered.Number);
        answered.Asker.Tell(answer, Self);
    }

    private void Meet(NodesChanged changed)
    {
        var fronts = changed.Nodes.Where(node => !node.IsSelf && node.Roles.Contains(ClusterSettings.Front)).Select(node => node.Name).ToHashSet();
        var added = fronts.Except(_fronts).ToList();
        _fronts = fronts;
        Report(added);
    }

    private void ReportSoon()
    {
        _isReportDue = _isResting;
        if (_isResting)
            return;
        _isResting = true;
        Report(_fronts);
        Timers.StartSingleTimer("rest", Rested.Instance, ShortestReportInterval);
    }

    private void Report(IEnumerable<NodeName> fronts)
    {
        var message = new PlacesFree(_takesNobody ? new Dictionary<string, int>() : _free.ByService);
        foreach (var front in fronts)
            Tell(front, message);
    }

    private void Tell(NodeName front, object message) => NodePaths.Select(Context, front, NodePaths.Placement).Tell(message, Self);

    /// <summary>From the owner: a client of a front has ended here.</summary>
    internal sealed record Ended(NodeName Front, LegEnded Client);

    /// <summary>From the owner: this node has no places any more.</summary>
    internal sealed record TakeNobody
    {
        public static readonly TakeNobody Instance = new();
    }

    private sealed record Answered(NodeName Front, IActorRef Asker, ulong Number, object? Answer);

    private sealed record ReportNow
    {
        public static readonly ReportNow Instance = new();
    }

    private sealed record Rested
    {
        public static readonly Rested Instance = new();
    }
}
