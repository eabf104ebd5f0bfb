using System.Net;
using ActorServer.Server.Admission;
using ActorServer.Server.Hosting;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Hosting;

public sealed class ActorServerRootTests() : TestKit(ActorServerRoot.AkkaConfig)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServerLife _life = new();

    [Fact]
    public async Task What_it_throws_while_it_starts_is_why_the_server_ends()
    {
        Start(() => throw new InvalidOperationException("no such service"));

        Assert.Equal("/user/actor-server: InvalidOperationException: no such service", await _life.Failed.WaitAsync(Patience));
        await _life.Drained.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_it_throws_later_is_why_the_server_ends_and_it_is_not_restarted()
    {
        var root = Start(() => Props.Create(() => new ConfusedService(TestActor)));
        ExpectMsg("started", Patience);
        Watch(root);

        Assert.StartsWith("/user/actor-server: NullReferenceException: ", await _life.Failed.WaitAsync(Patience), StringComparison.Ordinal);
        ExpectMsg("stopped", Patience);
        ExpectTerminated(root, Patience);
        await _life.Drained.WaitAsync(Patience);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task That_it_is_stopped_before_it_was_asked_to_drain_is_why_the_server_ends()
    {
        var root = Start(() => Props.Create(() => new IdleService()));
        Sys.Stop(root);
        Assert.Equal("/user/actor-server ended unexpectedly", await _life.Failed.WaitAsync(Patience));
    }

    [Fact]
    public async Task That_it_is_stopped_while_it_drains_is_no_failure()
    {
        var root = Start(() => Props.Create(() => new IdleService()));
        root.Tell(ActorServerRoot.Drain.Instance);
        root.Tell(PoisonPill.Instance);
        await _life.Drained.WaitAsync(Patience);
        Assert.False(_life.Failed.IsCompleted);
    }

    private IActorRef Start(Func<Props> service) => Sys.ActorOf(
        ActorServerRoot.Props(Configuration.TestSettings.Of(""), _life, _ => service(), new HostingProcess { Print = _ => { } }, NullLogger.Instance), ActorServerRoot.Name);

    private sealed class IdleService : ReceiveActor;

    /// <summary>Says at once that it is bound, and not to what.</summary>
    private sealed class ConfusedService(IActorRef probe) : UntypedActor
    {
        protected override void PreStart()
        {
            probe.Tell("started");
            Context.Parent.Tell(new Service.Bound(null!, [new IPEndPoint(IPAddress.Loopback, 1)]));
        }

        protected override void PostStop() => probe.Tell("stopped");

        protected override void OnReceive(object message)
        {
        }
    }
}
