using ActorServer.Serving.Pumping;
using ActorServer.Threads.Scheduling;

namespace ActorServer.Server.Connections;

/// <summary>
/// What is known of one client, whoever reads and writes its socket, judged by the client's time limits. The clock begins
/// when this is made.
/// </summary>
internal sealed class SocketWatch(IClientBytes bytes, LimitSettings limits)
{
    // Sooner it may be the network.
    private static readonly TimeSpan ShownAsStalledAfter = TimeSpan.FromSeconds(5);

    private readonly ConnectionDeadlines _deadlines = new(limits);
    private readonly TimeSpan _openedAt = AwakeTime.Instance.Now;
    private IClientBytes _bytes = bytes;
    private bool _probed;
    private ClientBytes? _last;

    /// <summary>What the client is judged by. While the server stood still it could not serve.</summary>
    public TimeSpan Age => AwakeTime.Instance.Now - _openedAt;

    /// <summary>When to look for the first time.</summary>
    public TimeSpan FirstLookIn() => _deadlines.Check(TimeSpan.Zero, default).AskAgainIn;

    /// <summary>The client's bytes go over this pair; what waits there waits as well.</summary>
    public void LeadsOver(Pump pump, LocalPair pair) => _bytes = new PumpedBytes(_bytes, pump, pair);

    /// <summary>The handler has begun: what it lets wait counts from now on.</summary>
    public void HandlerBegins() => _deadlines.HandlerBegins();

    /// <summary>What is due now.</summary>
    /// <param name="inputEnded">The client's end-of-file has been read.</param>
    /// <param name="isClosed">The connection is closed both ways.</param>
    public ConnectionDeadlines.Verdict Look(bool inputEnded, out bool isClosed)
    {
        var isKnown = _bytes.TryRead(out var now);
        isClosed = isKnown && now.IsClosed;
        _last = isKnown ? now : null;
        var verdict = _deadlines.Check(Age, isKnown ? ActivityOf(now, inputEnded) : ConnectionDeadlines.Activity.Unknown);
        ProbeOneThatHasClosedItsSide(now);
        return verdict;
    }

    /// <summary>Shows what was seen at the last look.</summary>
    public void Show(ConnectionEntry entry)
    {
        if (_last is { } seen)
            entry.Note(seen.In, seen.Out, seen.Silent, isStalled: _deadlines.StalledFor >= ShownAsStalledAfter);
    }

    /// <summary>Whether bytes wait to be sent or acknowledged, and how many the client has acknowledged.</summary>
    public bool IsSending(out long taken)
    {
        var isKnown = _bytes.TryRead(out var now);
        taken = now.Taken;
        return isKnown && now.IsSending;
    }

    private void ProbeOneThatHasClosedItsSide(in ClientBytes now)
    {
        if (_probed || !now.InputEnded || now.OutputEnded || now.IsClosed)
            return;
        _probed = true;
        _bytes.ProbeOneThatHasClosedItsSide();
    }

    private ConnectionDeadlines.Activity ActivityOf(in ClientBytes now, bool inputEnded)
    {
        var awake = AwakeTime.Instance.SinceStandstill;
        var idle = now.Silent < awake ? now.Silent : awake;
        var activity = new ConnectionDeadlines.Activity(now.In, now.Taken, idle, now.IsSending, inputEnded || (now.InputEnded && !now.IsClosed));
        return activity.InputEnded || limits.HandlerStallTimeout > TimeSpan.Zero || limits.MinRate > 0
            ? activity with { Unread = _bytes.Unread(), Unacknowledged = _bytes.Unacknowledged(), TakenByHandler = _bytes.TakenByHandler() }
            : activity;
    }
}
