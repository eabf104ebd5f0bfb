using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Tls;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>A probe plays the actor in the server that watches over this worker.</summary>
[Collection(OneStandardError.Name)]
public sealed class WorkerControlTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestProbe _server;
    private readonly TestProbe _end;
    private readonly IActorRef _control;

    public WorkerControlTests()
    {
        _server = CreateTestProbe("server");
        _end = CreateTestProbe("end");
        var bootstrap = new WorkerBootstrap(7, "default", "default-w7", _server.Ref.Path.ToString(), "A.B, C", null);
        _control = Sys.ActorOf(Producer<WorkerControl>.Props(() => new WorkerControl(bootstrap, HandlerKind.Actor, () => _end.Tell("ended"))));
    }

    [Fact]
    public void It_says_once_that_it_is_ready_and_which_worker_it_is()
    {
        var ready = _server.ExpectMsg<WorkerReady>(Patience);
        Assert.Equal(new WorkerReady(7, Environment.ProcessId), ready);
        Assert.Equal(_control, _server.LastSender);
        _server.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Asked_from_outside_to_leave_it_asks_the_server_and_does_not_end_by_itself()
    {
        _server.ExpectMsg<WorkerReady>(Patience);
        _control.Tell(WorkerControl.Leave.Instance);
        _server.ExpectMsg<WorkerLeaving>(Patience);
        _end.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void It_ends_the_process_when_the_server_says_so()
    {
        _control.Tell(EndWorker.Instance);
        _end.ExpectMsg("ended", Patience);
    }

    [Fact]
    public void It_ends_the_process_when_it_fails()
    {
        _control.Tell(Kill.Instance);
        _end.ExpectMsg("ended", Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_is_served_also_when_its_socket_comes_before_what_makes_its_handler(bool socketFirst)
    {
        using var pair = new SocketPair();
        var handlers = CreateTestProbe("handlers");
        _server.ExpectMsg<WorkerReady>(Patience);
        if (socketFirst)
            HandOffOrder(pair);
        else
            Sys.EventStream.Publish(new DeployedHandlers.Deployed(handlers));
        handlers.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        if (socketFirst)
            Sys.EventStream.Publish(new DeployedHandlers.Deployed(handlers));
        else
            HandOffOrder(pair);
        Assert.Equal("c-1", handlers.ExpectMsg<StartHandler>(Patience).Info.Id);
    }

    [Fact]
    public void Asked_whether_it_has_a_socket_it_answers_only_if_it_has()
    {
        using var pair = new SocketPair();
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(CreateTestProbe()));
        _control.Tell(new AskTaken(1));
        HandOffOrder(pair);
        _control.Tell(new AskTaken(1));
        Assert.Equal(1, _server.ExpectMsg<HandOffTaken>(Patience).Number);
        _server.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Connections_that_were_over_before_their_sockets_came_end_at_once_and_no_others()
    {
        using SocketPair first = new(), third = new(), fourth = new();
        var handlers = CreateTestProbe("handlers");
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(handlers));
        _control.Tell(new EndHandler("c-3", 3));
        _control.Tell(new EndHandler("c-1", 1));
        HandOffOrder(first, 1);
        // The second was never sent.
        _control.Tell(new EndHandler("c-2", 2));
        HandOffOrder(third, 3);
        HandOffOrder(fourth, 4);

        var heard = handlers.ReceiveN(5, Patience);

        Assert.Equal(["c-1", "c-3", "c-4"], heard.OfType<StartHandler>().Select(start => start.Info.Id).Order());
        Assert.Equal(["c-1", "c-3"], heard.OfType<EndHandler>().Select(end => end.ConnectionId).Order());
        _control.Tell(new EndHandler("c-4", 4));
        Assert.Equal("c-4", handlers.ExpectMsg<EndHandler>(Patience).ConnectionId);
    }

    [Fact]
    public void Sockets_may_come_in_any_order()
    {
        using SocketPair first = new(), second = new(), third = new();
        var handlers = CreateTestProbe("handlers");
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(handlers));
        _control.Tell(new EndHandler("c-1", 1));
        HandOffOrder(third, 3);
        _control.Tell(new AskTaken(2));
        _control.Tell(new EndHandler("c-2", 2));
        HandOffOrder(second, 2);
        HandOffOrder(first, 1);
        _control.Tell(new AskTaken(3));

        Assert.Equal(3, _server.ExpectMsg<HandOffTaken>(Patience).Number);
        var heard = handlers.ReceiveN(5, Patience);
        Assert.Equal(["c-1", "c-2", "c-3"], heard.OfType<StartHandler>().Select(start => start.Info.Id).Order());
        Assert.Equal(["c-1", "c-2"], heard.OfType<EndHandler>().Select(end => end.ConnectionId).Order());
    }

    [Fact]
    public void A_client_may_meet_newer_certificates_than_it_was_sent_for_and_never_older_ones()
    {
        using SocketPair first = new(), second = new();
        var pair = new TestAuthority().Issue("localhost");
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(CreateTestProbe("handlers")));
        _control.Tell(new WorkerKeys(2, TlsServer.From(new TlsSetup { Certificates = [new TlsCertificate([], pair.Chain, pair.KeyPem)] })));
        HandOffOrder(first, 1, keysVersion: 1);
        HandOffOrder(second, 2, keysVersion: 3);

        Assert.Equal((2, HandOffOutcome.Failed), _server.ExpectMsg<HandOffEnded>(Patience) is var ended ? (ended.Number, ended.How) : default);
        Assert.True(second.Accepted.SafeHandle.IsClosed);
        using var client = new SslStream(new NetworkStream(first.Peer), leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null);
        client.AuthenticateAsClient("localhost");
        Assert.Equal(1, _server.ExpectMsg<HandOffAgreed>(Patience).Number);
    }

    [Fact]
    public void A_socket_that_nobody_will_serve_is_closed()
    {
        using var pair = new SocketPair();
        _server.ExpectMsg<WorkerReady>(Patience);
        HandOffOrder(pair);
        // Answered behind the socket: being stopped would overtake it.
        _control.Tell(new AskTaken(0));
        _server.ExpectMsg<HandOffTaken>(Patience);
        Watch(_control);
        Sys.Stop(_control);
        ExpectTerminated(_control, Patience);
        Assert.True(pair.Accepted.SafeHandle.IsClosed);
    }

    [Fact]
    public void A_failure_of_its_own_ends_the_process()
    {
        using var pair = new SocketPair();
        _server.ExpectMsg<WorkerReady>(Patience);
        Sys.EventStream.Publish(new DeployedHandlers.Deployed(CreateTestProbe()));
        // No server hands over the same client twice.
        HandOffOrder(pair);
        HandOffOrder(pair);
        _end.ExpectMsg("ended", Patience);
    }

    private void HandOffOrder(SocketPair pair, long number = 1, long keysVersion = 0)
    {
        var end = new IPEndPoint(IPAddress.Loopback, 1);
        _control.Tell(new HandOffClient(number, new ConnectionInfo($"c-{number}", "default", "process", end, end), pair.Accepted.SafeHandle, keysVersion));
    }
}
