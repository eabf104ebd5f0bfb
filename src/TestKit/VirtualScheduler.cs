using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorServer.TestKit;

/// <summary>
/// An Akka scheduler whose time stands still until a test lets it pass. What becomes due happens in its order, each at its
/// own time, so that a timer that starts another, or fires again and again, does as in reality.
/// </summary>
internal sealed class VirtualScheduler : SchedulerBase
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Scheduled, (TimeSpan Due, long Number)> _scheduled = new();
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private TimeSpan _elapsed;
    private long _number;

    /// <summary>Made by Akka, by its name in the configuration.</summary>
    public VirtualScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
    }

    public override TimeSpan MonotonicClock
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => _began + MonotonicClock;

    /// <summary>Lets time pass. After each thing that was due, <paramref name="settle"/> waits for what it causes.</summary>
    public void Advance(TimeSpan time, Action settle)
    {
        var until = MonotonicClock + time;
        settle();
        while (NextUpTo(until) is { } next)
        {
            next.Action();
            settle();
        }

        lock (_gate)
            _elapsed = until;
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        lock (_gate)
            Enqueue(new Scheduled(_elapsed + delay, interval, action, cancelable));
    }

    private void Enqueue(Scheduled scheduled) => _scheduled.Enqueue(scheduled, (scheduled.Due, _number++));

    private Scheduled? NextUpTo(TimeSpan until)
    {
        lock (_gate)
        {
            while (_scheduled.TryPeek(out var next, out _) && next.Due <= until)
            {
                _scheduled.Dequeue();
                if (next.Cancelable is { IsCancellationRequested: true })
                    continue;
                _elapsed = next.Due;
                if (next.Interval is { } interval)
                    Enqueue(next with { Due = next.Due + interval });
                return next;
            }

            return null;
        }
    }

    private sealed record Scheduled(TimeSpan Due, TimeSpan? Interval, Action Action, ICancelable? Cancelable);
}
