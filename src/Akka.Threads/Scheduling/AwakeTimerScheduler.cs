using Akka.Configuration;
using Akka.Event;

namespace ActorServer.Threads.Scheduling;

/// <summary>
/// A <see cref="TimerScheduler"/> for a process that judges others by time, by its own clock: what is scheduled in its actor
/// system is due when so much <see cref="AwakeTime"/> has passed. So no time-out ends because the process itself stood still.
/// </summary>
internal sealed class AwakeTimerScheduler(Config config, ILoggingAdapter log) : TimerScheduler(config, log)
{
    /// <summary>What makes an actor system use it.</summary>
    public new const string AkkaConfig = "akka.scheduler.implementation = \"ActorServer.Threads.Scheduling.AwakeTimerScheduler, ActorServer.Akka.Threads\"";

    public override TimeSpan MonotonicClock => AwakeTime.Instance.Now;
}
