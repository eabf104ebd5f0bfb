using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorServer.Threads.Scheduling;

/// <summary>
/// An Akka scheduler on .NET's timers. Akka's own is a wheel that wakes up two threads a hundred times a second, whether
/// anything is due or not: in a worker that waits for its client, that is most of what it does, and in a server some 2 % of a
/// processor. This one costs nothing while nothing is due, is late by a millisecond or two, and never early: Akka's coordinated
/// shutdown waits for ever when its last time-out comes before the clock says so.
/// </summary>
internal class TimerScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log), IDisposable
{
    /// <summary>What makes an actor system use it.</summary>
    public const string AkkaConfig = "akka.scheduler.implementation = \"ActorServer.Threads.Scheduling.TimerScheduler, ActorServer.Akka.Threads\"";

    private volatile bool _disposed;

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    /// <summary>Nothing that is scheduled happens any more.</summary>
    public void Dispose()
    {
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Start(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Start(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Start(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Start(initialDelay, interval, action.Run, cancelable);

    private void Start(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true } || _disposed)
            return;
        var scheduled = new Scheduled(this, action, interval);
        scheduled.Begin(delay, cancelable);
    }

    private sealed class Scheduled(TimerScheduler scheduler, Action action, TimeSpan? interval) : IDisposable
    {
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

        private Timer? _timer;
        private CancellationTokenRegistration _cancellation;
        private TimeSpan _due;
        private int _ended;

        public void Begin(TimeSpan delay, ICancelable? cancelable)
        {
            // It is held by the timer queue while it is due, and set going only when all is known.
            _timer = new Timer(static state => ((Scheduled)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (cancelable is not null)
                _cancellation = cancelable.Token.Register(static state => ((Scheduled)state!).Dispose(), this);
            Set(delay);
        }

        private void Fire()
        {
            if (Volatile.Read(ref _ended) != 0)
                return;
            if (_due - scheduler.MonotonicClock is var early && early > TimeSpan.Zero && !scheduler._disposed)
            {
                Wait(early);
                return;
            }

            if (scheduler._disposed || interval is null)
                Dispose();
            if (scheduler._disposed)
                return;
            try
            {
                action();
            }
            catch (Exception failure)
            {
                scheduler.Log.Error(failure, "What was scheduled has failed.");
                Dispose();
            }

            // From the end of one turn to the next, so that turns cannot pile up.
            if (interval is { } pause && Volatile.Read(ref _ended) == 0)
                Set(pause);
        }

        private void Set(TimeSpan delay)
        {
            _due = scheduler.MonotonicClock + delay;
            Wait(delay);
        }

        // .NET's timers count the ticks of a clock of whole milliseconds at best, from the one that has begun.
        private void Wait(TimeSpan delay)
        {
            try
            {
                _timer!.Change(delay > TimeSpan.Zero ? delay + Tick : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
            catch (ObjectDisposedException)
            {
                // Cancelled meanwhile.
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                return;
            _timer!.Dispose();
            _cancellation.Unregister();
        }
    }
}
