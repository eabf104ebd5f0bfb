using ActorServer.Server.Workers;

namespace ActorServer.Server.Tests.Workers;

/// <summary>What happens while workers are started.</summary>
internal enum StartEventKind
{
    ClientCame,
    ClientIsOverdue,
    StartFailed,
    BecameReady,
    PauseOver,
}

/// <summary>One thing that happens, with what is needed of the rest.</summary>
internal sealed record StartEvent(StartEventKind Kind, StartFailure Why, bool IsSpare, int Others, int Pick);

/// <summary>
/// The policy for starts written down as simply as can be: all that has happened, in a list. Who is given up is read off it, and the two
/// must agree.
/// </summary>
internal sealed class StartModel
{
    private const string Ready = "ready";
    private const string Fault = "fault";
    private const string Short = "short";

    private readonly StartPolicy _starts = new();
    private readonly List<string> _happened = [];
    private readonly List<(ClientWait Wait, int Since)> _clients = [];
    private bool _isPaused;
    private bool _hasEnded;

    private IEnumerable<string> SinceReady => _happened.Skip(_happened.LastIndexOf(Ready) + 1);

    public void Step(StartEvent what)
    {
        if (_hasEnded)
            return;
        switch (what.Kind)
        {
            case StartEventKind.ClientCame:
                _clients.Add((_starts.Await(), _happened.Count));
                break;
            case StartEventKind.ClientIsOverdue when _clients.Count > 0:
                _clients[what.Pick % _clients.Count].Wait.IsOverdue = true;
                break;
            case StartEventKind.StartFailed:
                Fail(what);
                break;
            case StartEventKind.BecameReady:
                Assert.Equal(!_happened.Contains(Ready), _starts.BecameReady());
                _happened.Add(Ready);
                break;
            case StartEventKind.PauseOver:
                _starts.GoOn();
                _isPaused = false;
                break;
        }

        for (var underWay = 0; underWay < 2; underWay++)
            Assert.All(_clients, client => Assert.Equal(ShouldBeGivenUp(client.Wait, client.Since, underWay), _starts.IsGivenUp(client.Wait, underWay)));
    }

    private void Fail(StartEvent what)
    {
        var wasReady = _happened.Contains(Ready);
        var isShortage = what.Why == StartFailure.Shortage && wasReady && (what.IsSpare || what.Others > 0);
        var isNews = !SinceReady.Contains(Short);
        _happened.Add(isShortage ? Short : Fault);

        var meaning = _starts.Failed(what.Why, what.IsSpare, what.Others);

        _hasEnded = !wasReady && (what.Why == StartFailure.TimedOut || _happened.Count >= StartPolicy.FailuresBeforeGivingUp);
        Assert.Equal(_hasEnded ? FailedStart.NoneCanStart : !isShortage ? FailedStart.OneOfSeveral : isNews ? FailedStart.NewShortage : FailedStart.SameShortage, meaning);
        Assert.Equal(SinceReady.Count(happened => happened == Fault), _starts.FailedInARow);
        if (!_hasEnded)
            Pause(meaning);
    }

    private void Pause(FailedStart meaning)
    {
        var pause = _starts.Pause(meaning);
        Assert.Equal(_isPaused, pause is null);
        if (pause is { } time)
            Assert.InRange(time, StartPolicy.ShortagePause, StartPolicy.LongestPause);
        _isPaused = true;
        var full = new WorkerPool(new("auto", "auto", 1, 1, 1, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), new ManualTime());
        Assert.Equal(0, _starts.Wanted(full, waiting: 5));
    }

    // Three faults since it came, and no worker that became ready between; or its time is up, and none is being started.
    private bool ShouldBeGivenUp(ClientWait client, int since, int underWay) =>
        SinceReady.Reverse().Take(_happened.Count - since).Count(happened => happened == Fault) >= StartPolicy.FailuresBeforeGivingUp
        || (client.IsOverdue && underWay == 0);
}
