using Akka.Actor;
using Akka.Dispatch;

namespace AkkaInside;

internal sealed class Pong : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is Exception wanted)
            throw wanted;
        Sender.Tell("pong");
    }
}

/// <summary>All ways to receive: with a predicate, by type, asynchronously, a value, and what is left.</summary>
internal sealed class Receiving : ReceiveActor
{
    private static readonly Type ByTypeAtRunTime = typeof(Uri);

    private IActorRef? _asker;

    public Receiving()
    {
        Receive<string>(text => text == "ping", _ =>
        {
            _asker = Sender;
            Self.Tell(1L);
        });
        Receive<long>(_ => Self.Tell(TimeSpan.Zero));
        ReceiveAsync<TimeSpan>(async _ =>
        {
            await Task.Yield();
            Self.Tell(new Uri("urn:x"));
        });
        Receive(ByTypeAtRunTime, _ =>
        {
            Become(ReferencesAlone);
            Self.Tell("next");
        });
    }

    private void ReferencesAlone()
    {
        Receive<string>(text => text != "next", _ => { });
        Receive<string>(text =>
        {
            Self.Tell(new Version(1, 0));
            return text == "next";
        });
        ReceiveAsync<Version>(async _ =>
        {
            await Task.Yield();
            Self.Tell(new object());
        });
        ReceiveAny(_ => _asker.Tell("pong"));
    }
}

internal sealed class Stashing : ReceiveActor, IWithUnboundedStash
{
    public Stashing()
    {
        Receive<string>(_ =>
        {
            Stash.Stash();
            Become(() => Receive<string>(_ => Sender.Tell("pong")));
            Stash.UnstashAll();
        });
    }

    public IStash Stash { get; set; } = null!;
}

internal sealed class StashingAnywhere : UntypedActor, IWithStash
{
    private bool _stashed;

    public IStash Stash { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        if (_stashed)
        {
            Sender.Tell("pong");
            return;
        }

        _stashed = true;
        Stash.Stash();
        Stash.UnstashAll();
    }
}

internal sealed class Demanding : UntypedActor, IRequiresMessageQueue<IBoundedMessageQueueSemantics>
{
    protected override void OnReceive(object message) =>
        Sender.Tell(((ActorCell)Context).Mailbox?.MessageQueue is IBoundedMessageQueueSemantics ? "pong" : "another mailbox");
}

internal sealed class Timing : UntypedActor, IWithTimers
{
    private IActorRef _asker = ActorRefs.Nobody;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        if (message is Version)
        {
            _asker.Tell("pong");
            return;
        }

        _asker = Sender;
        Timers.StartSingleTimer("once", new Version(1, 0), TimeSpan.FromMilliseconds(1));
    }
}

internal sealed class Machine : FSM<int, string>
{
    public Machine()
    {
        StartWith(0, "");
        When(0, _ => GoTo(1).Replying("pong"));
        When(1, _ => Stay());
        Initialize();
    }
}
