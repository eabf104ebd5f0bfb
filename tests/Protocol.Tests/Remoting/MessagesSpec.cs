using System.Buffers.Binary;
using System.Diagnostics;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>Messages between a server and a worker.</summary>
public class MessagesSpec : ServerAndWorker
{
    private const int Many = 100_000;

    private readonly ITestOutputHelper _output;
    private readonly TestKit _worker;

    public MessagesSpec(ITestOutputHelper output)
    {
        _output = output;
        _worker = StartWorker();
    }

    [Fact]
    public void Should_go_both_ways_over_the_association_that_the_worker_opened()
    {
        var probe = CreateTestProbe();
        Grant(probe);
        RemoteRef(_worker.Sys, probe).Tell(new WorkerReady(1, 4711), _worker.TestActor);
        Assert.Equal(new WorkerReady(1, 4711), probe.ExpectMsg<WorkerReady>(Soon));
        Assert.Equal(AddressOf(WorkerHost), probe.Sender.Path.Address);
        probe.Reply(EndWorker.Instance);
        _worker.ExpectMsg<EndWorker>(Soon);
    }

    [Fact]
    public void Should_carry_the_largest_piece()
    {
        var probe = CreateTestProbe();
        Grant(probe);
        var piece = ByteString.FromBytes(new byte[ActorHandler.MaxPiece]);
        RemoteRef(_worker.Sys, probe).Tell(new Tcp.Received(piece), _worker.TestActor);
        Assert.Equal(piece, probe.ExpectMsg<Tcp.Received>(Soon).Data);
        probe.Reply(Tcp.Write.Create(piece, new WriteAcknowledged(piece.Count)));
        Assert.Equal(piece, _worker.ExpectMsg<Tcp.Write>(Soon).Data);
    }

    [Fact]
    public async Task Should_arrive_in_order_under_sustained_overload()
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Sys.ActorOf(Props.Create(() => new OrderChecker(Many, done)), "checker");
        Credentials.Grant(WorkerHost, "/user/checker");
        var checker = RemoteRef(_worker.Sys, ServerAddress + "/user/checker");
        var sizes = new Random(7788);
        for (var number = 0; number < Many; number++)
            checker.Tell(new Tcp.Received(Numbered(number, sizes.Next(100) == 0 ? 20_000 : sizes.Next(4, 400))));
        Assert.Equal("in order", await done.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Should_make_round_trips()
    {
        Sys.ActorOf(Props.Create(() => new Echo()), "echo");
        Credentials.Grant(WorkerHost, "/user/echo");
        var echo = RemoteRef(_worker.Sys, ServerAddress + "/user/echo");
        foreach (var size in new[] { 16, 16 * 1024 })
        {
            await RoundTrips(echo, size, 1_000);
            var clock = Stopwatch.StartNew();
            await RoundTrips(echo, size, 5_000);
            _output.WriteLine($"{size} B: {5_000 / clock.Elapsed.TotalSeconds:F0} round trips/s");
        }
    }

    private Task<int> RoundTrips(IActorRef echo, int size, int count)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _worker.Sys.ActorOf(Props.Create(() => new Pinger(echo, Numbered(0, size), count, done)));
        return done.Task.WaitAsync(Soon);
    }

    private static ByteString Numbered(int number, int size)
    {
        var bytes = new byte[size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return ByteString.FromBytes(bytes);
    }

    private sealed class OrderChecker(int count, TaskCompletionSource<string> done) : UntypedActor
    {
        private int _next;

        protected override void OnReceive(object message)
        {
            var number = BinaryPrimitives.ReadInt32BigEndian(((Tcp.Received)message).Data.ToReadOnlySpan());
            if (number != _next++)
                done.TrySetResult($"{number} came when {_next - 1} was due");
            else if (_next == count)
                done.TrySetResult("in order");
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Pinger(IActorRef echo, ByteString data, int count, TaskCompletionSource<int> done) : UntypedActor
    {
        private int _left = count;

        protected override void PreStart() => echo.Tell(new Tcp.Received(data));

        protected override void OnReceive(object message)
        {
            if (--_left > 0)
                echo.Tell(message);
            else
                done.TrySetResult(0);
        }
    }
}
