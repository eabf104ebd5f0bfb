using System.Net;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Workers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>A probe plays the actor in the server that watches over this worker.</summary>
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
        var bootstrap = new WorkerBootstrap(7, "default", "secret", "/run/none", "default-w7", _server.Ref.Path.ToString(), "A.B, C", null);
        _control = Sys.ActorOf(Producer<WorkerControl>.Props(() => new WorkerControl(bootstrap, servesStreams: false, () => _end.Tell("ended"))));
    }

    [Fact]
    public void It_says_once_that_it_is_ready_and_proves_which_worker_it_is()
    {
        var ready = _server.ExpectMsg<WorkerReady>(Patience);
        Assert.Equal((7, "secret", Environment.ProcessId), (ready.Worker, ready.Secret, ready.Pid));
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_socket_and_its_order_make_a_connection_in_whichever_order_they_come(bool socketFirst)
    {
        using var pair = new SocketPair();
        _server.ExpectMsg<WorkerReady>(Patience);
        object[] parts = [new WorkerControl.Arrived(1, pair.Accepted.SafeHandle), Order(1)];
        foreach (var part in socketFirst ? parts : parts.Reverse())
        {
            _server.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
            _control.Tell(part);
        }

        Assert.Equal(1, _server.ExpectMsg<HandOverTaken>(Patience).Number);
    }

    [Fact]
    public void An_order_whose_socket_never_came_is_void_when_the_next_one_comes()
    {
        using var pair = new SocketPair();
        _server.ExpectMsg<WorkerReady>(Patience);
        _control.Tell(Order(1));
        _control.Tell(Order(2));
        _control.Tell(new WorkerControl.Arrived(2, pair.Accepted.SafeHandle));
        Assert.Equal(2, _server.ExpectMsg<HandOverTaken>(Patience).Number);
    }

    private HandOver Order(long number)
    {
        var end = new IPEndPoint(IPAddress.Loopback, 1);
        return new HandOver(number, new ConnectionInfo($"c-{number}", "default", "process", end, end), CreateTestProbe());
    }
}
