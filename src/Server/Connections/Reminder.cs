using Akka.Actor;

namespace ActorServer.Server.Connections;

/// <summary>Reminds an actor, by this message, of one thing at a time. Costs nothing while nothing is set.</summary>
internal struct Reminder(object message)
{
    private ICancelable? _timer;

    /// <summary>Once after this time, instead of what was set before.</summary>
    public void Set(TimeSpan delay, IActorContext context)
    {
        Cancel();
        _timer = context.System.Scheduler.ScheduleTellOnceCancelable(delay, context.Self, message, ActorRefs.NoSender);
    }

    /// <summary>Not any more.</summary>
    public void Cancel()
    {
        _timer?.Cancel();
        _timer = null;
    }
}
