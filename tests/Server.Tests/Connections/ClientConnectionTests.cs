using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Connections;

/// <summary>The client is a real socket; probes play the service and the handler.</summary>
public sealed class ClientConnectionTests : TestKit
{
    private static readonly LimitSettings NoTimeouts = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, default, default);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(50);

    private readonly SocketPair _pair = new();
    private readonly RecordedLog _log = new();
    private readonly TestProbe _service;
    private readonly TestProbe _handler;
    private readonly IActorRef _connection;
    private bool _told;

    public ClientConnectionTests()
    {
        _service = CreateTestProbe("service");
        _handler = CreateTestProbe("handler");
        _connection = Sys.ActorOf(ClientConnection.Props(PlayedConnection.Info, _pair.Accepted, NoTimeouts, _service, _log), "c-42");
    }

    [Fact]
    public void A_client_that_was_answered_and_closes_has_one_record_with_what_went_over_the_line()
    {
        Register();
        _pair.Peer.Send("hello"u8);
        Command(Tcp.ResumeReading.Instance);
        _handler.ExpectMsg<Tcp.Received>(SocketPair.Patience);
        Command(Tcp.Write.Create(ByteString.FromString("hi")));
        SocketPair.Receive(_pair.Peer, 2);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Command(Tcp.ResumeReading.Instance);
        _handler.ExpectMsg<Tcp.PeerClosed>(SocketPair.Patience);
        Command(Tcp.Close.Instance);
        _handler.ExpectMsg<Tcp.Closed>(SocketPair.Patience);

        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        Assert.Contains("reason=peer-closed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=5 out=2", Closed(), StringComparison.Ordinal);
        Assert.Equal("opened: id=c-42 service=default peer=127.0.0.1:41234 isolation=thread", Assert.Single(_log.Of("opened")));
    }

    [Fact]
    public void A_handler_that_closes_first_is_told_so_before_the_client_has_closed_its_side()
    {
        Register();
        Command(Tcp.Write.Create(ByteString.FromString("bye")));
        Command(Tcp.Close.Instance);
        _handler.ExpectMsg<Tcp.Closed>(SocketPair.Patience);
        _service.ExpectNoMsg(AWhile);
        SocketPair.Receive(_pair.Peer, 3);
        _pair.Peer.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_fails_costs_its_client_a_reset_and_is_quoted()
    {
        Register();
        Command(new HandlerFailed("FormatException: \"x\"\nis none"));
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.EndsWith("error=\"FormatException: \\\"x\\\"\\nis none\"", Closed(), StringComparison.Ordinal);
        Assert.Contains("reason=handler-failed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_stops_without_closing_has_failed()
    {
        Register();
        Sys.Stop(_handler);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=handler-failed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_is_gone_before_it_registered_has_failed()
    {
        _connection.Tell(ClientConnection.HandlerEnded.Instance);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=handler-failed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_registered_handler_is_gone_is_no_news_while_the_connection_lingers()
    {
        Register();
        Command(Tcp.Write.Create(ByteString.FromString("bye")));
        Command(Tcp.Close.Instance);
        _handler.ExpectMsg<Tcp.Closed>(SocketPair.Patience);
        Sys.Stop(_handler);
        _connection.Tell(ClientConnection.HandlerEnded.Instance);
        _service.ExpectNoMsg(AWhile);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_dies_is_named_with_its_exit_and_its_last_words()
    {
        Register();
        var worker = new WorkerIdentity(7, 812);
        _connection.Tell(new ClientConnection.WorkerAssigned(worker));
        _connection.Tell(new ClientConnection.WorkerDied(worker, ExitStatus.FromSignal(9), "out of\nmemory"));
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.EndsWith(" worker=7 pid=812 exit=signal:9 stderr=\"out of\\nmemory\"", Closed(), StringComparison.Ordinal);
        Assert.Contains("reason=worker-died", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_comes_after_the_end_there_is_one_record_and_one_word_to_the_service()
    {
        Register();
        _connection.Tell(new ClientConnection.CutOffNow("drain-deadline"));
        _connection.Tell(new ClientConnection.CutOffNow("killed"));
        _connection.Tell(new ClientConnection.WorkerUnavailable("late"));
        _connection.Tell(PoisonPill.Instance);
        Assert.Contains("reason=drain-deadline", Closed(), StringComparison.Ordinal);
        _service.ExpectNoMsg(AWhile);
        Assert.Single(_log.Of("closed"));
    }

    [Fact]
    public void A_handler_that_registers_during_a_drain_hears_of_it()
    {
        _connection.Tell(Draining.Instance);
        Register();
        _handler.ExpectMsg<Draining>(SocketPair.Patience);
    }

    [Fact]
    public void No_timeout_but_the_lifetime_undoes_an_end_that_has_begun()
    {
        var aMoment = TimeSpan.FromMilliseconds(200);
        var limits = NoTimeouts with { LingerTimeout = 3 * aMoment, FirstByteTimeout = aMoment, IdleTimeout = aMoment };
        using var pair = new SocketPair();
        var connection = Sys.ActorOf(ClientConnection.Props(PlayedConnection.Info, pair.Accepted, limits, _service, _log));
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        connection.Tell(Tcp.Write.Create(ByteString.FromString("bye")), _handler);
        connection.Tell(Tcp.Close.Instance, _handler);

        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
        SocketPair.Receive(pair.Peer, 3);
        Assert.Equal(SocketError.Success, pair.ErrorAtPeer());
    }

    [Fact]
    public void A_worker_that_dies_when_its_answer_is_complete_takes_nothing_from_its_client()
    {
        Register();
        Command(Tcp.Write.Create(ByteString.FromString("bye")));
        Command(Tcp.Close.Instance);
        _handler.ExpectMsg<Tcp.Closed>(SocketPair.Patience);
        _connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(7, 812), ExitStatus.FromSignal(9), ""));
        SocketPair.Receive(_pair.Peer, 3);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_does_one_that_dies_while_the_server_still_sends_its_answer()
    {
        // More than the kernel takes of it.
        const int Long = 512 << 10;
        _pair.Accepted.SendBufferSize = _pair.Peer.ReceiveBufferSize = 4 << 10;
        Register();
        Command(Tcp.Write.Create(ByteString.FromBytes(new byte[Long])));
        Command(Tcp.Close.Instance);
        _connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(7, 812), ExitStatus.FromSignal(9), ""));
        SocketPair.Receive(_pair.Peer, Long);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_stopped_from_outside_is_cut_off_and_recorded()
    {
        Sys.Stop(_connection);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=killed", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_was_handed_nothing_cannot_say_how_it_ended()
    {
        Register();
        _connection.Tell(new HandOffEnded(0, HandOffOutcome.ByHandler, ""), _handler);
        Command(Tcp.Write.Create(ByteString.FromString("still here")));
        SocketPair.Receive(_pair.Peer, 10);
        _service.ExpectNoMsg(AWhile);
        Assert.True(Fcntl.IsNonBlocking(_pair.Accepted.SafeHandle));
    }

    [Fact]
    public void A_worker_that_makes_calls_on_the_socket_wait_does_not_hold_up_the_server_that_lingers()
    {
        var number = 3;
        using var kept = HandOffOrder(number);
        using var stream = new BlockingSocketStream(kept);
        stream.Write("bye"u8);
        Assert.True(stream.EndOutput());
        _connection.Tell(new HandOffEnded(number, HandOffOutcome.ByHandler, ""), _handler);
        for (var i = 0; i < 10; i++)
        {
            Fcntl.MakeBlocking(kept);
            _pair.Peer.Send("x"u8);
            ExpectNoMsg(TimeSpan.FromMilliseconds(5));
        }

        SocketPair.Receive(_pair.Peer, 3);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=10 out=3", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_keeps_the_socket_has_none_of_it_once_it_has_said_that_it_is_done()
    {
        var number = 3;
        using var kept = HandOffOrder(number);
        _connection.Tell(new HandOffEnded(number, HandOffOutcome.ByHandler, ""), _handler);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);

        using var stream = new BlockingSocketStream(kept);
        Assert.Equal(0, stream.Read(new byte[1]));
        Assert.Throws<IOException>(() => stream.Write("x"u8));
        Assert.True(SpinWait.SpinUntil(() => !CanSend(_pair.Peer), SocketPair.Patience));
    }

    [Theory]
    [InlineData(true, "peer-closed")]
    [InlineData(false, "handler-closed")]
    public async Task A_worker_that_dies_when_its_answer_is_complete_and_before_it_could_say_so_takes_nothing_from_its_client(bool peerFirst, string reason)
    {
        using (var socket = HandOffOrder(3))
        {
            using var stream = new BlockingSocketStream(socket);
            stream.Write("bye"u8);
            if (peerFirst)
            {
                _pair.Peer.Shutdown(SocketShutdown.Send);
                Assert.Equal(0, stream.Read(new byte[1]));
            }

            Assert.True(stream.EndOutput());
        }

        SocketPair.Receive(_pair.Peer, 3);
        _connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(7, 812), ExitStatus.FromSignal(9), ""));
        // When the client closes now it is the second to do so.
        await _connection.Ask<ActorIdentity>(new Identify(1), SocketPair.Patience);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains($"reason={reason} ", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=0 out=3", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_dies_before_its_answer_is_complete_costs_its_client_a_reset()
    {
        using (var socket = HandOffOrder(3))
        {
            using var stream = new BlockingSocketStream(socket);
            stream.Write("by"u8);
        }

        SocketPair.Receive(_pair.Peer, 2);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        _connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(7, 812), ExitStatus.FromSignal(9), ""));
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=worker-died", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_takes_nothing_any_more_is_told_of_and_the_client_waits_for_another()
    {
        using var control = new UnixSocketPair();
        control.Other.Dispose();
        _connection.Tell(new ClientConnection.HandOffOrder(control.One.SafeHandle, 3, _handler), _handler);
        Assert.Equal(3, _handler.ExpectMsg<ClientConnection.HandOffNotTaken>(SocketPair.Patience).Number);

        using var socket = HandOffOrder(4);
        using var stream = new BlockingSocketStream(socket);
        stream.Write("hello"u8);
        SocketPair.Receive(_pair.Peer, 5);
    }

    [Fact]
    public void That_a_registered_handler_is_gone_is_its_failure_if_it_has_not_closed()
    {
        Register();
        _connection.Tell(ClientConnection.HandlerEnded.Instance);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("error=\"the handler stopped without closing its connection\"", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "peer-closed")]
    [InlineData(false, "handler-closed")]
    public void A_handler_that_has_the_socket_and_returns_leaves_the_rest_to_the_connection(bool peerFirst, string reason)
    {
        var loan = Lend();
        var stream = loan.Open(asynchronous: false);
        stream.Write("bye"u8);
        if (peerFirst)
        {
            _pair.Peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, stream.Read(new byte[1]));
        }

        Command(new StreamHandlerHost.StreamServed(null));
        SocketPair.Receive(_pair.Peer, 3);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains($"reason={reason} ", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=0 out=3", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_has_the_socket_and_fails_costs_its_client_a_reset()
    {
        Lend().Open(asynchronous: false);
        Command(new StreamHandlerHost.StreamServed("InvalidOperationException: no"));
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.EndsWith("error=\"InvalidOperationException: no\"", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void That_its_client_has_reset_is_no_failure_of_a_handler_that_has_the_socket()
    {
        var stream = Lend().Open(asynchronous: false);
        SocketPair.Abort(_pair.Peer);
        Assert.Throws<IOException>(() => stream.Read(new byte[1]));
        Command(new StreamHandlerHost.StreamServed("IOException: whatever"));
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_off_wakes_a_handler_that_waits_for_its_client_and_a_drain_reaches_it(bool asynchronous)
    {
        var loan = Lend();
        var stream = loan.Open(asynchronous);
        var read = Task.Factory.StartNew(
            async () => await stream.ReadAsync(new byte[1]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        _connection.Tell(Draining.Instance);
        AwaitCondition(() => loan.Signals.Draining.IsCancellationRequested, SocketPair.Patience);
        Assert.False(loan.Signals.CutOff.IsCancellationRequested);
        _connection.Tell(new ClientConnection.CutOffNow("drain-deadline"));
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
        AwaitCondition(() => loan.Signals.CutOff.IsCancellationRequested, SocketPair.Patience);
        Assert.True(loan.WasReset);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=drain-deadline", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_but_the_handler_says_that_the_socket_is_served()
    {
        Lend();
        _connection.Tell(new StreamHandlerHost.StreamServed(null), CreateTestProbe());
        _service.ExpectNoMsg(AWhile);
        Sys.Stop(_handler);
        Assert.Contains("error=\"the handler stopped without closing its connection\"", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_closes_its_side_is_probed_from_then_on_whoever_has_the_socket_also_where_keep_alive_is_off()
    {
        Lend();
        await CheckDeadlineAsync();
        Assert.False(KeepAlive.IsOn(_pair.Accepted));
        _pair.Peer.Shutdown(SocketShutdown.Send);
        _pair.Await(info => info.State == TcpState.CloseWait, "the client's FIN");
        await CheckDeadlineAsync();
        Assert.True(KeepAlive.IsOn(_pair.Accepted));
        Assert.Equal(KeepAlive.AfterFin, KeepAlive.Of(_pair.Accepted));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_that_closes_and_is_gone_while_its_handler_hangs_ends_with_a_reset(bool lent)
    {
        if (lent)
            Lend();
        else
            Register();
        // So that it takes two seconds instead of seventy: more frequent probes stay, and the client waits less for our end.
        new KeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 3).SetOn(_pair.Accepted);
        _pair.ForgetSoonAfterClosing();
        _pair.Peer.Send("hello"u8);
        _pair.Peer.Close();
        AwaitAssert(
            () =>
            {
                _connection.Tell(ClientConnection.CheckDeadline.Instance);
                Assert.Single(_log.Of("closed"));
            },
            SocketPair.Patience, AWhile);
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=5 out=0", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_that_closes_its_side_is_reset_when_nothing_moves_for_too_long(bool lent)
    {
        var limits = NoTimeouts with { PeerClosedTimeout = TimeSpan.FromMilliseconds(200) };
        using var pair = new SocketPair();
        var connection = Sys.ActorOf(ClientConnection.Props(PlayedConnection.Info, pair.Accepted, limits, _service, _log));
        if (lent)
            connection.Tell(new IsolationBackend.LendSocket(_handler, StreamRunsOn.ActorThread));
        else
            connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        pair.Peer.Send("hello"u8);
        pair.Peer.Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == TcpState.CloseWait, "the client's FIN");
        connection.Tell(ClientConnection.CheckDeadline.Instance);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
        Assert.Contains("reason=peer-closed-timeout", Closed(), StringComparison.Ordinal);
        Assert.Contains(" in=5 out=0", Closed(), StringComparison.Ordinal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _pair.Dispose();
    }

    private SocketLoan Lend()
    {
        _connection.Tell(new IsolationBackend.LendSocket(_handler, StreamRunsOn.ActorThread));
        return _handler.FishForMessage<StreamHandlerHost.ServeSocket>(_ => true, SocketPair.Patience).Socket;
    }

    private async Task CheckDeadlineAsync()
    {
        _connection.Tell(ClientConnection.CheckDeadline.Instance);
        await _connection.Ask<ActorIdentity>(new Identify(1), SocketPair.Patience);
    }

    private static bool CanSend(Socket socket)
    {
        _ = socket.Send("x"u8, SocketFlags.None, out var error);
        return error == SocketError.Success;
    }

    /// <summary>The descriptor that the worker gets.</summary>
    private SafeSocketHandle HandOffOrder(long number)
    {
        using var control = new UnixSocketPair();
        _connection.Tell(new ClientConnection.HandOffOrder(control.One.SafeHandle, number, _handler), _handler);
        Assert.Equal(number, _handler.ExpectMsg<ClientConnection.HandOffSent>(SocketPair.Patience).Number);
        return HandOff.Receive(control.Other.SafeHandle, out _)!.Socket;
    }

    private void Register() => Command(new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

    private void Command(object message) => _connection.Tell(message, _handler);

    /// <summary>The closing record, once the service has been told.</summary>
    private string Closed()
    {
        if (!_told)
            Assert.Equal("c-42", _service.ExpectMsg<ClientConnection.ConnectionClosed>(SocketPair.Patience).Id);
        _told = true;
        return Assert.Single(_log.Of("closed"));
    }
}
