using System.Diagnostics;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorServer.Threads.Tests.Scheduling;

public sealed class TimerSchedulerTests() : TestKit(TimerScheduler.AkkaConfig)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void The_actor_system_uses_it() => Assert.IsType<TimerScheduler>(Sys.Scheduler);

    [Fact]
    public void What_is_scheduled_once_comes_once()
    {
        Sys.Scheduler.ScheduleTellOnce(Soon, TestActor, "due", TestActor);
        ExpectMsg("due");
        ExpectNoMsg(AWhile);
    }

    [Fact]
    public void What_is_scheduled_repeatedly_comes_until_it_is_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Soon, Soon, TestActor, "again", TestActor);
        for (var i = 0; i < 5; i++)
            ExpectMsg("again");
        cancelable.Cancel();
        // What was told before is before it, however long this thread was kept from looking.
        TestActor.Tell("cancelled");
        FishForMessage(message => message is "cancelled");
        var late = 0;
        // One may have been on its way.
        while (ReceiveOne(AWhile) is not null)
            Assert.True(++late <= 1);
    }

    // Coordinated shutdown waits for ever when its last time-out comes before its deadline.
    [Fact]
    public async Task Nothing_comes_before_it_is_due()
    {
        // As many at once as take turns at all points of a tick of the clock that .NET's timers go by, which is some milliseconds long.
        var early = (await Task.WhenAll(Enumerable.Range(1, 20).Select(OneAfterTheOtherAsync))).SelectMany(times => times);
        Assert.All(early, time => Assert.True(time <= TimeSpan.Zero, $"{time.TotalMilliseconds} ms early"));
    }

    [Fact]
    public void What_is_cancelled_before_it_is_due_never_comes()
    {
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(AWhile, TestActor, "due", TestActor);
        cancelable.Cancel();
        ExpectNoMsg(AWhile + AWhile);
    }

    [Fact]
    public void What_is_cancelled_already_is_not_scheduled()
    {
        var cancelable = new Cancelable(Sys.Scheduler);
        cancelable.Cancel();
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "due", TestActor, cancelable);
        ExpectNoMsg(AWhile);
    }

    [Fact]
    public void An_action_that_fails_does_not_come_again_and_harms_no_other()
    {
        var turns = 0;
        Sys.Scheduler.Advanced.ScheduleRepeatedly(Soon, Soon, () =>
        {
            Interlocked.Increment(ref turns);
            throw new InvalidOperationException("no");
        });
        Sys.Scheduler.ScheduleTellOnce(AWhile, TestActor, "due", TestActor);
        ExpectMsg("due");
        Assert.Equal(1, turns);
    }

    [Fact]
    public void Its_clock_does_not_go_back()
    {
        var before = Sys.Scheduler.MonotonicClock;
        Assert.True(Sys.Scheduler.MonotonicClock >= before);
    }

    private async Task<List<TimeSpan>> OneAfterTheOtherAsync(int number)
    {
        var early = new List<TimeSpan>();
        for (var turn = 0; turn < 20; turn++)
            early.Add(await EarlyAsync(TimeSpan.FromMilliseconds((number % 5) + (turn % 7 / 7.0))));
        return early;
    }

    private async Task<TimeSpan> EarlyAsync(TimeSpan delay)
    {
        var came = new TaskCompletionSource<long>();
        var scheduledAt = Stopwatch.GetTimestamp();
        Sys.Scheduler.Advanced.ScheduleOnce(delay, () => came.SetResult(Stopwatch.GetTimestamp()));
        return delay - Stopwatch.GetElapsedTime(scheduledAt, await came.Task);
    }
}
