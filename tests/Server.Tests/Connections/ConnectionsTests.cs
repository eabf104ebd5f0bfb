using System.Net;
using ActorServer.Server.Connections;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Connections;

public sealed class ConnectionsTests() : TestKit("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    private static readonly TimeSpan Turn = ClientConnection.CheckPeriod / 25;

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Each_connection_is_asked_for_its_deadlines_once_in_a_period_until_it_is_over()
    {
        var connections = Sys.ActorOf(ConnectionSupervisor.Props());
        for (var i = 1; i <= 3; i++)
            Begin(connections, $"c-{i}");

        Assert.Equal(["c-1", "c-2", "c-3"], AskedInPeriod(connections).Order());
        connections.Tell(new ConnectionSupervisor.Over("c-2", ActorRefs.Nobody, "peer-closed"));
        Assert.Equal(["c-1", "c-3"], AskedInPeriod(connections).Order());
        connections.Tell(new ConnectionSupervisor.Over("c-1", ActorRefs.Nobody, "peer-closed"));
        connections.Tell(new ConnectionSupervisor.Over("c-3", ActorRefs.Nobody, "peer-closed"));
        Assert.Empty(AskedInPeriod(connections));

        Begin(connections, "c-4");
        Assert.Equal(["c-4"], AskedInPeriod(connections));
    }

    [Fact]
    public void A_backend_hears_of_a_client_with_TLS_when_that_is_agreed_on()
    {
        var backend = CreateTestProbe();
        var connections = Sys.ActorOf(ConnectionSupervisor.Props());
        Begin(connections, "c-1", backend, securesFirst: true);
        Handled(connections);
        Assert.False(backend.HasMessages);
        var secured = Info("c-1") with { Tls = new TlsInfo("1.3", "TLS_AES_128_GCM_SHA256") };
        connections.Tell(new ConnectionSupervisor.Secured(secured), Child(connections, 1));
        Assert.Equal(new IsolationBackend.Serve(secured, Child(connections, 1)), backend.ExpectMsg<IsolationBackend.Serve>());
        connections.Tell(new ConnectionSupervisor.Over("c-1", backend, "killed"));
        Assert.Equal("c-1", backend.ExpectMsg<IsolationBackend.ConnectionEnded>().Id);
    }

    [Fact]
    public void Of_one_that_ends_before_that_it_hears_nothing_and_the_service_that_there_is_no_handler()
    {
        var (backend, service) = (CreateTestProbe(), CreateTestProbe());
        var connections = service.ChildActorOf(ConnectionSupervisor.Props());
        Begin(connections, "c-1", backend, securesFirst: true);
        connections.Tell(new ConnectionSupervisor.Over("c-1", backend, "killed"));
        Assert.Equal("c-1", service.ExpectMsg<IsolationBackend.HandlerEnded>().Id);
        connections.Tell(new ConnectionSupervisor.Secured(Info("c-1")));
        Handled(connections);
        Assert.False(backend.HasMessages);
    }

    private static ConnectionInfo Info(string id)
    {
        var end = new IPEndPoint(IPAddress.Loopback, 1);
        return new ConnectionInfo(id, "default", "event", end, end);
    }

    private void Begin(IActorRef connections, string id, IActorRef? backend = null, bool securesFirst = false) => connections.Tell(
        new ConnectionSupervisor.Begin(Info(id), Props.Create(() => new Reporter(TestActor)), backend ?? ActorRefs.Nobody, securesFirst));

    private List<string> AskedInPeriod(IActorRef connections)
    {
        var asked = new List<string>();
        for (var turn = 0; turn < 20; turn++)
        {
            Handled(connections);
            Scheduler.Advance(Turn);
            Handled(connections);
            while (ReceiveOne(TimeSpan.Zero) is string id)
                asked.Add(id);
        }

        return asked;
    }

    // What was told before this has been handled, by it and by its connections.
    private static void Handled(IActorRef connections)
    {
        foreach (var actor in new[] { connections }.Concat(Enumerable.Range(1, 4).Select(i => Child(connections, i))))
            actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10)).Wait();
    }

    private static IActorRef Child(IActorRef connections, int number) =>
        ((IInternalActorRef)connections).GetChild([$"c-{number}"]) is { } child && !child.IsNobody() ? child : connections;

    /// <summary>Says when it is asked.</summary>
    private sealed class Reporter(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ClientConnection.CheckDeadline)
                to.Tell(Self.Path.Name);
        }
    }
}
