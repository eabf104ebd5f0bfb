using System.Net.Sockets;
using ActorServer.Native.Processes;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Connections;

/// <summary>The client is at a Unix socket; probes play the service, the handler and the worker's actor.</summary>
public sealed class UnixClientConnectionTests : TestKit
{
    private const int Number = 3;

    private static readonly LimitSettings NoTimeouts = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, default, default);

    private readonly UnixSocketPair _pair = new();
    private readonly RecordedLog _log = new();
    private readonly TestProbe _service;
    private readonly TestProbe _handler;

    public UnixClientConnectionTests()
    {
        _service = CreateTestProbe("service");
        _handler = CreateTestProbe("handler");
        Client.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
    }

    private Socket Client => _pair.One;

    [Fact]
    public void What_was_read_and_written_for_a_handler_is_counted()
    {
        var connection = Connect();
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        Client.Send("hello"u8);
        connection.Tell(Tcp.ResumeReading.Instance, _handler);
        _handler.ExpectMsg<Tcp.Received>(SocketPair.Patience);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("hi")), _handler);
        SocketPair.Receive(Client, 2);
        // What nobody has read counts too.
        Client.Send("more"u8);
        Client.Shutdown(SocketShutdown.Send);
        connection.Tell(Tcp.Close.Instance, _handler);
        Assert.Equal(0, Client.Receive(new byte[1]));
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=9 out=2", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_closes_with_unread_input_has_reset()
    {
        var connection = Connect();
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("unread")), _handler);
        connection.Tell(Tcp.ResumeReading.Instance, _handler);
        Assert.True(Client.Poll(SocketPair.Patience, SelectMode.SelectRead));
        Client.Close();
        _handler.ExpectMsg<Tcp.ErrorClosed>(SocketPair.Patience);
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=0 out=6", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void So_has_one_to_whom_nobody_listens()
    {
        var connection = Connect();
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("unread")), _handler);
        Assert.True(Client.Poll(SocketPair.Patience, SelectMode.SelectRead));
        Client.Close();
        connection.Tell(ClientConnection.CheckDeadline.Instance);
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_says_nothing_is_cut_off_in_time_and_its_handler_finds_no_end_of_file(bool hasSpoken)
    {
        var connection = Connect(NoTimeouts with { IdleTimeout = TimeSpan.FromMilliseconds(hasSpoken ? 100 : 0), FirstByteTimeout = TimeSpan.FromMilliseconds(100) });
        connection.Tell(new IsolationBackend.LendSocket(_handler, StreamRunsOn.OwnThread));
        var loan = _handler.FishForMessage<StreamHandlerHost.ServeSocket>(_ => true, SocketPair.Patience).Socket;
        using var stream = loan.Open(asynchronous: false);
        var read = Task.Run(() => stream.Read(new byte[5]));
        if (hasSpoken)
        {
            Client.Send("hello"u8);
            Assert.Equal(5, await read.WaitAsync(SocketPair.Patience));
            read = Task.Run(() => stream.Read(new byte[1]));
        }

        Assert.Contains(hasSpoken ? "reason=idle-timeout" : "reason=first-byte-timeout", Closed(), StringComparison.Ordinal);
        Assert.Contains(hasSpoken ? " in=5 out=0" : " in=0 out=0", Closed(), StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    [Fact]
    public void A_client_that_takes_nothing_is_cut_off_and_what_it_was_sent_is_counted()
    {
        var connection = Connect(NoTimeouts with { SendStallTimeout = TimeSpan.FromMilliseconds(200) });
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        for (var piece = 0; piece < 8; piece++)
            connection.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[64 * 1024])), _handler);
        Assert.Contains("reason=send-stall-timeout", Closed(), StringComparison.Ordinal);
        Assert.Contains($" in=0 out={ReadAll()} ", Closed() + " ", StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_leaves_a_short_answer_unread_does_not_stall()
    {
        var connection = Connect(NoTimeouts with { SendStallTimeout = TimeSpan.FromMilliseconds(50) });
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("answer")), _handler);
        _service.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        Client.Close();
    }

    [Fact]
    public void A_worker_gets_an_end_of_a_pair_and_what_it_writes_is_moved_and_counted()
    {
        var connection = Connect();
        using var worker = HandOffTo(connection);
        Client.Send("question"u8);
        SocketPair.Receive(worker, 8);
        worker.Send("answer"u8);
        SocketPair.Receive(Client, 6);
        Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, worker.Receive(new byte[1]));
        worker.Send("bye"u8);
        worker.Shutdown(SocketShutdown.Send);
        connection.Tell(new HandOffEnded(Number, HandOffOutcome.AfterPeer, ""));
        SocketPair.Receive(Client, 3);
        Assert.Equal(0, Client.Receive(new byte[1]));
        Assert.Contains("reason=peer-closed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=8 out=9", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_gets_all_of_a_long_answer_also_when_its_worker_has_long_said_that_it_is_done()
    {
        var connection = Connect();
        using var worker = HandOffTo(connection);
        var sent = Task.Run(() =>
        {
            for (var piece = 0; piece < 100; piece++)
                worker.Send(new byte[50_000]);
            worker.Shutdown(SocketShutdown.Send);
            connection.Tell(new HandOffEnded(Number, HandOffOutcome.ByHandler, ""));
        });
        Assert.Equal(5_000_000, ReadAll());
        await sent.WaitAsync(SocketPair.Patience);
        Client.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=0 out=5000000", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_a_workers_output_is_no_end_for_the_client_before_the_worker_says_so()
    {
        var connection = Connect();
        using var worker = HandOffTo(connection);
        worker.Send("answer"u8);
        worker.Shutdown(SocketShutdown.Send);
        SocketPair.Receive(Client, 6);
        Assert.False(Client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
        connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(7, 812), ExitStatus.FromSignal(9), ""));
        Assert.Contains("reason=worker-died", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_worker_whose_client_is_lost_finds_a_connection_that_is_lost(bool byServer)
    {
        var connection = Connect();
        using var worker = HandOffTo(connection);
        worker.Send("unread"u8);
        Assert.True(Client.Poll(SocketPair.Patience, SelectMode.SelectRead));
        if (byServer)
            connection.Tell(new ClientConnection.CutOffNow(EndReason.DrainDeadline));
        else
            Client.Close();
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => worker.Receive(new byte[1])).SocketErrorCode);
        Assert.Contains(byServer ? "reason=drain-deadline" : "reason=peer-reset", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_lies_about_its_end_holds_nobody_up()
    {
        var connection = Connect();
        using var worker = HandOffTo(connection);
        worker.Send("hi"u8);
        connection.Tell(new HandOffEnded(Number, HandOffOutcome.ByHandler, ""));
        SocketPair.Receive(Client, 2);
        Assert.Equal(0, Client.Receive(new byte[1]));
        Assert.Throws<SocketException>(() => worker.Send("more"u8));
        Client.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_takes_nothing_any_more_is_told_of_and_the_client_waits_for_another()
    {
        var connection = Connect();
        using var control = new UnixSocketPair();
        control.Other.Dispose();
        connection.Tell(new ClientConnection.HandOffOrder(control.One.SafeHandle, Number, _handler), _handler);
        Assert.Equal(Number, _handler.ExpectMsg<ClientConnection.HandOffNotTaken>(SocketPair.Patience).Number);
        using var worker = HandOffTo(connection);
        worker.Send("hello"u8);
        SocketPair.Receive(Client, 5);
    }

    [Fact]
    public void A_client_that_has_closed_its_side_and_whose_worker_does_nothing_is_cut_off_in_time()
    {
        var connection = Connect(NoTimeouts with { PeerClosedTimeout = TimeSpan.FromMilliseconds(200) });
        using var worker = HandOffTo(connection);
        Client.Send("hello"u8);
        Client.Shutdown(SocketShutdown.Send);
        SocketPair.Receive(worker, 5);
        connection.Tell(ClientConnection.CheckDeadline.Instance);
        Assert.Contains("reason=peer-closed-timeout", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=5 out=0", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_lets_input_wait_has_stalled_wherever_the_input_waits(bool inWorker)
    {
        var connection = Connect(NoTimeouts with { HandlerStallTimeout = TimeSpan.FromMilliseconds(200) });
        using var worker = inWorker ? HandOffTo(connection) : null;
        if (!inWorker)
            connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        Client.Send("hello"u8);
        // By itself it looks for what is due within two seconds alone.
        AwaitAssert(
            () =>
            {
                connection.Tell(ClientConnection.CheckDeadline.Instance);
                Assert.Single(_log.Of("closed"));
            },
            SocketPair.Patience, TimeSpan.FromMilliseconds(20));
        Assert.Contains("reason=handler-stalled", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=5 out=0", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_takes_too_little_of_what_waits_is_too_slow()
    {
        var connection = Connect(NoTimeouts with { MinRate = 1_000_000, MinRateGrace = TimeSpan.FromMilliseconds(200) });
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        for (var piece = 0; piece < 8; piece++)
            connection.Tell(Tcp.Write.Create(ByteString.FromBytes(new byte[64 * 1024])), _handler);
        Assert.Contains("reason=too-slow", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_leaves_a_short_answer_unread_is_not()
    {
        var connection = Connect(NoTimeouts with { MinRate = 1_000_000, MinRateGrace = TimeSpan.FromMilliseconds(50) });
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("answer")), _handler);
        _service.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        Client.Close();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _pair.Dispose();
    }

    private IActorRef Connect(LimitSettings? limits = null) =>
        Sys.ActorOf(ClientConnection.Props(PlayedConnection.Info with { Peer = new UnixPeer(812, 1000) }, _pair.Other, limits ?? NoTimeouts, _service, _log));

    private Socket HandOffTo(IActorRef connection)
    {
        using var control = new UnixSocketPair();
        connection.Tell(new ClientConnection.HandOffOrder(control.One.SafeHandle, Number, _handler), _handler);
        Assert.Equal(Number, _handler.ExpectMsg<ClientConnection.HandOffSent>(SocketPair.Patience).Number);
        var client = HandOff.Receive(control.Other.SafeHandle, out _)!;
        Assert.Equal(new UnixPeer(812, 1000), client.Info.Peer);
        return new Socket(client.Socket) { ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds };
    }

    private int ReadAll()
    {
        var all = 0;
        var buffer = new byte[64 * 1024];
        while (Client.Receive(buffer) is var count and > 0)
            all += count;
        return all;
    }

    /// <summary>The closing record, once the service has been told.</summary>
    private string Closed()
    {
        AwaitCondition(() => _log.Of("closed").Any(), SocketPair.Patience);
        return Assert.Single(_log.Of("closed"));
    }
}
