using ActorServer.Threads.Scheduling;
using Akka.TestKit.Xunit2;

namespace ActorServer.Threads.Tests.Scheduling;

public sealed class AwakeTimerSchedulerTests() : TestKit(AwakeTimerScheduler.AkkaConfig)
{
    [Fact]
    public void An_actor_system_goes_by_the_time_in_which_its_process_runs()
    {
        Assert.IsType<AwakeTimerScheduler>(Sys.Scheduler);
        var before = AwakeTime.Instance.Now;
        var clock = Sys.Scheduler.MonotonicClock;
        Assert.InRange(clock, before, AwakeTime.Instance.Now);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(5), TestActor, "due", TestActor);
        ExpectMsg("due");
        Assert.True(Sys.Scheduler.MonotonicClock >= clock + TimeSpan.FromMilliseconds(5));
    }
}
