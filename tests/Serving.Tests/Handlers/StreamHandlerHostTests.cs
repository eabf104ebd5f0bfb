using System.Net;
using System.Text;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Serving.Tests.Handlers;

/// <summary>A probe plays the connection that relays; the handler is what each test says.</summary>
public sealed class StreamHandlerHostTests : TestKit
{
    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(50);

    private readonly TestProbe _connection;
    private readonly ConnectionInfo _info = new("c-1", "default", "process", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));

    public StreamHandlerHostTests() => _connection = CreateTestProbe("connection");

    private delegate Task Serving(Stream stream, ConnectionInfo info, CancellationToken cancellation);

    [Fact]
    public void A_read_asks_for_one_piece_and_gets_it_in_as_many_parts_as_it_wants()
    {
        var host = Start((stream, _, _) =>
        {
            Span<byte> buffer = stackalloc byte[2];
            for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
                stream.Write(buffer[..count]);
            return Task.CompletedTask;
        });
        _connection.ExpectMsg<Tcp.ResumeReading>(Patience);
        _connection.ExpectNoMsg(AWhile);
        host.Tell(new Tcp.Received(ByteString.FromString("abc")), _connection);
        Assert.Equal("ab", _connection.ExpectMsg<Tcp.Write>(Patience).Data.ToString());
        Assert.Equal("c", _connection.ExpectMsg<Tcp.Write>(Patience).Data.ToString());
        _connection.ExpectMsg<Tcp.ResumeReading>(Patience);
        host.Tell(Tcp.PeerClosed.Instance, _connection);
        _connection.ExpectMsg<Tcp.Close>(Patience);
        Watch(host);
        host.Tell(Tcp.Closed.Instance, _connection);
        ExpectTerminated(host, Patience);
    }

    [Fact]
    public void A_writer_waits_while_a_window_is_on_its_way()
    {
        var host = Start((stream, _, _) =>
        {
            stream.Write(new byte[ActorHandler.Window * 2]);
            return Task.CompletedTask;
        });
        var written = 0;
        var last = ExpectWrites(ActorHandler.Window, ref written);
        _connection.ExpectNoMsg(AWhile);
        Assert.Equal(ActorHandler.Window, written);
        host.Tell(last.Ack, _connection);
        _connection.ExpectMsg<Tcp.Write>(Patience);
    }

    [Fact]
    public void A_handler_that_throws_has_failed()
    {
        var host = Start((_, _, _) => throw new InvalidOperationException("no"));
        Assert.Equal("InvalidOperationException: no", _connection.ExpectMsg<HandlerFailed>(Patience).Error);
        _connection.ExpectTerminated(_connection.Watch(host), Patience);
    }

    [Fact]
    public void A_connection_that_is_cut_off_wakes_who_waits_and_is_no_failure()
    {
        var host = Start((stream, _, _) => Task.FromResult(stream.ReadByte()));
        _connection.ExpectMsg<Tcp.ResumeReading>(Patience);
        Watch(host);
        host.Tell(new Tcp.ErrorClosed("idle-timeout"), _connection);
        ExpectTerminated(host, Patience);
        _connection.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void The_token_is_cancelled_when_the_connection_is_cut_off()
    {
        var host = Start((_, _, cancellation) => Task.Delay(Timeout.Infinite, cancellation));
        Watch(host);
        host.Tell(new Tcp.ErrorClosed("idle-timeout"), _connection);
        ExpectTerminated(host, Patience);
    }

    [Fact]
    public void A_drain_can_be_waited_for()
    {
        var host = Start(async (stream, info, _) =>
        {
            await Task.Delay(Timeout.Infinite, info.Draining).ContinueWith(_ => { }, TaskScheduler.Default);
            stream.Write("bye"u8);
        });
        host.Tell(Draining.Instance);
        Assert.Equal("bye", _connection.ExpectMsg<Tcp.Write>(Patience).Data.ToString());
        _connection.ExpectMsg<Tcp.Close>(Patience);
    }

    [Fact]
    public void On_a_socket_that_is_lent_it_serves_that_and_says_when_it_has_returned()
    {
        using var pair = new SocketPair();
        var host = HostOf((s, _, cancellation) => s.WriteAsync(Encoding.UTF8.GetBytes("hello"), cancellation).AsTask());
        Watch(host);
        host.Tell(_info);
        host.Tell(new StreamHandlerHost.ServeSocket(new SocketLoan(pair.Accepted.SafeHandle), StreamRunsOn.OwnThread), _connection);
        Assert.Null(_connection.ExpectMsg<StreamHandlerHost.StreamServed>(Patience).Error);
        ExpectTerminated(host, Patience);
        SocketPair.Receive(pair.Peer, 5);
    }

    [Theory]
    [InlineData(StreamRunsOn.ActorThread)]
    [InlineData(StreamRunsOn.ActorDispatcher)]
    internal void One_that_runs_where_its_actor_runs_is_told_by_signals_and_ends_with_them(StreamRunsOn on)
    {
        using var pair = new SocketPair();
        var loan = new SocketLoan(pair.Accepted.SafeHandle);
        var host = HostOf(async (stream, info, cancellation) =>
        {
            await stream.WriteAsync("begun"u8.ToArray(), CancellationToken.None);
            await Task.Delay(Timeout.Infinite, info.Draining).ContinueWith(_ => { }, TaskScheduler.Default);
            await stream.WriteAsync("draining"u8.ToArray(), CancellationToken.None);
            await Task.Delay(Timeout.Infinite, cancellation);
        });
        Watch(host);
        host.Tell(_info);
        host.Tell(new StreamHandlerHost.ServeSocket(loan, on), _connection);
        SocketPair.Receive(pair.Peer, "begun".Length);
        loan.Signals.SayDraining();
        SocketPair.Receive(pair.Peer, "draining".Length);
        loan.Signals.SayCutOff();
        Assert.Null(_connection.ExpectMsg<StreamHandlerHost.StreamServed>(Patience).Error);
        ExpectTerminated(host, Patience);
    }

    private Tcp.Write ExpectWrites(int bytes, ref int written)
    {
        var write = _connection.ExpectMsg<Tcp.Write>(Patience);
        for (written += write.Data.Count; written < bytes; written += write.Data.Count)
            write = _connection.ExpectMsg<Tcp.Write>(Patience);
        return write;
    }

    private IActorRef HostOf(Serving serving) => Sys.ActorOf(Producer<StreamHandlerHost>.Props(() => new StreamHandlerHost(new Scripted(serving))));

    private IActorRef Start(Serving serving)
    {
        var host = HostOf(serving);
        host.Tell(_info);
        host.Tell(new Tcp.Connected(_info.Peer, _info.Local), _connection);
        Assert.True(_connection.ExpectMsg<Tcp.Register>(Patience).KeepOpenOnPeerClosed);
        return host;
    }

    private sealed class Scripted(Serving serving) : StreamHandler
    {
        public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation) =>
            serving(stream, connection, cancellation);
    }
}
