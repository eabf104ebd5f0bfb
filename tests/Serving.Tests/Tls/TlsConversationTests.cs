using System.Net.Sockets;
using System.Text;
using ActorServer.Serving.Tests.Sockets;
using ActorServer.Serving.Tls;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Serving.Tests.Tls;

/// <summary>A conversation with a handler over TLS: what the plain transport does, and what TLS adds.</summary>
public sealed class TlsConversationTests : TestKit
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(50);

    private readonly TlsPair _pair = new();
    private readonly TestProbe _steps;
    private readonly TestProbe _handler;
    private readonly IActorRef _connection;

    public TlsConversationTests()
    {
        _steps = CreateTestProbe("steps");
        _handler = CreateTestProbe("handler");
        _connection = Sys.ActorOf(RecordedConnection.Props(_pair.Sockets.Accepted, _steps, owner => new TlsTransport(_pair.Session, _pair.Sockets.Accepted, owner)));
        Command(new Tcp.Register(_handler, keepOpenOnPeerClosed: true));
    }

    [Fact]
    public void Reads_one_piece_each_time_it_is_asked_and_none_before()
    {
        Send("one");
        _handler.ExpectNoMsg(AWhile);
        Assert.Equal("one", Received());
        Send("two");
        _handler.ExpectNoMsg(AWhile);
        Assert.Equal("two", Received());
    }

    [Fact]
    public void Waits_for_data_that_comes_later()
    {
        Command(Tcp.ResumeReading.Instance);
        _handler.ExpectNoMsg(AWhile);
        Send("late");
        Assert.Equal("late", Encoding.ASCII.GetString(_handler.ExpectMsg<Tcp.Received>(SocketPair.Patience).Data.ToArray()));
    }

    [Fact]
    public void Several_records_that_have_come_are_one_piece()
    {
        var bytes = Random.Shared.GetItems<byte>([1, 2, 3, 4, 5], 200_000);
        _pair.Client.Write(bytes);
        var received = new List<byte>();
        var pieces = 0;
        for (; received.Count < bytes.Length; pieces++)
        {
            Command(Tcp.ResumeReading.Instance);
            received.AddRange(_handler.ExpectMsg<Tcp.Received>(SocketPair.Patience).Data.ToArray());
        }

        Assert.Equal(bytes, received);
        Assert.InRange(pieces, 3, 12);
    }

    [Fact]
    public async Task Tells_the_peers_end_after_its_last_byte_and_still_writes()
    {
        Send("last");
        await _pair.Client.ShutdownAsync();
        Assert.Equal("last", Received());
        Command(Tcp.ResumeReading.Instance);
        _handler.ExpectMsg<Tcp.PeerClosed>(SocketPair.Patience);
        _steps.ExpectMsg("PeerClosed");
        Assert.False(_pair.Session.IsTruncated);
        Write("answer");
        Assert.Equal("answer", Encoding.ASCII.GetString(_pair.ClientReads(6)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void An_end_of_file_without_close_notify_is_the_peers_end_and_told_apart(int bytesOfARecord)
    {
        Command(Tcp.ResumeReading.Instance);
        _pair.Sockets.Peer.Send(new byte[] { 23, 3, 3, 0, 100, 1, 2 }.AsSpan(0, bytesOfARecord));
        _pair.Sockets.Peer.Shutdown(SocketShutdown.Send);
        _handler.ExpectMsg<Tcp.PeerClosed>(SocketPair.Patience);
        Assert.True(_pair.Session.IsTruncated);
        Assert.Null(_pair.Session.Fault);
    }

    [Theory]
    [InlineData("what is this?")]
    [InlineData("\u0017\u0003\u0003\0\u0014this is no ciphertext")]
    public void What_is_no_TLS_ends_the_connection_and_is_named(string text)
    {
        Command(Tcp.ResumeReading.Instance);
        _pair.Sockets.Peer.Send(Encoding.ASCII.GetBytes(text));
        _steps.ExpectMsg("PeerLost", SocketPair.Patience);
        Assert.NotNull(_pair.Session.Fault);
    }

    [Fact]
    public void Close_sends_everything_then_close_notify_and_then_the_end()
    {
        var big = Random.Shared.GetItems("abcdefgh".AsSpan(), 1_000_000);
        var text = new string(big);
        for (var at = 0; at < text.Length; at += ActorHandler.MaxPiece)
            Write(text[at..Math.Min(at + ActorHandler.MaxPiece, text.Length)]);
        Command(Tcp.Close.Instance);
        _steps.ExpectMsg("HandlerCloses");
        Assert.Equal(text, Encoding.ASCII.GetString(_pair.ClientReads(text.Length)));
        Assert.Equal(0, _pair.Client.Read(new byte[1]));
        Assert.Equal(0, _pair.Sockets.Peer.Receive(new byte[1]));
        _handler.ExpectMsg<Tcp.Closed>(SocketPair.Patience);
        _steps.ExpectMsg("OutputEnded");
    }

    [Fact]
    public void After_the_close_the_clients_input_is_discarded_until_its_end()
    {
        Command(Tcp.ResumeReading.Instance);
        Command(Tcp.Close.Instance);
        _steps.ExpectMsg("HandlerCloses");
        _steps.ExpectMsg("OutputEnded", SocketPair.Patience);
        for (var i = 0; i < 50; i++)
            _pair.Sockets.Peer.Send(new byte[64 * 1024]);
        _pair.Sockets.Peer.Shutdown(SocketShutdown.Send);
        _steps.ExpectMsg("PeerClosed", SocketPair.Patience);
        _handler.ExpectMsg<Tcp.Closed>();
        _handler.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void Acknowledges_what_the_kernel_took_and_nothing_while_it_takes_no_more()
    {
        _pair.Sockets.Accepted.SendBufferSize = 4096;
        var piece = ByteString.FromBytes(new byte[ActorHandler.MaxPiece]);
        var sent = 0;
        do
        {
            Command(Tcp.Write.Create(piece, new WriteAcknowledged(piece.Count)));
            sent++;
        }
        while (_handler.ReceiveOne(TimeSpan.FromMilliseconds(200)) is WriteAcknowledged && sent < 200);
        Assert.InRange(sent, 2, 199);
        _pair.ClientReads(sent * piece.Count);
        _handler.ExpectMsg<WriteAcknowledged>(SocketPair.Patience);
    }

    [Fact]
    public void A_reset_by_the_client_is_told_once()
    {
        Command(Tcp.ResumeReading.Instance);
        SocketPair.Abort(_pair.Sockets.Peer);
        _steps.ExpectMsg("PeerLost", SocketPair.Patience);
        _steps.ExpectNoMsg(AWhile);
        Assert.Null(_pair.Session.Fault);
    }

    [Fact]
    public async Task A_client_that_sends_on_while_the_handler_closes_hurts_nobody()
    {
        // Reads and our end meet inside TLS; here as often as can be.
        for (var round = 0; round < TestSize.Of(20, 500); round++)
        {
            using var pair = new TlsPair();
            var steps = CreateTestProbe();
            var connection = Sys.ActorOf(RecordedConnection.Props(pair.Sockets.Accepted, steps, owner => new TlsTransport(pair.Session, pair.Sockets.Accepted, owner)));
            connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
            connection.Tell(Tcp.ResumeReading.Instance, _handler);
            var sending = Task.Run(() =>
            {
                for (var i = 0; i < 100; i++)
                    pair.Client.Write(new byte[1000]);
            });
            connection.Tell(Tcp.Close.Instance, _handler);
            steps.FishForMessage(step => step is "OutputEnded", SocketPair.Patience);
            await sending;
            Assert.Equal(0, pair.Client.Read(new byte[1]));
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _pair.Dispose();
    }

    private void Command(object message) => _connection.Tell(message, _handler);

    private void Send(string text) => _pair.Client.Write(Encoding.ASCII.GetBytes(text));

    private void Write(string text) => Command(Tcp.Write.Create(ByteString.FromString(text)));

    private string Received()
    {
        Command(Tcp.ResumeReading.Instance);
        return Encoding.ASCII.GetString(_handler.ExpectMsg<Tcp.Received>(SocketPair.Patience).Data.ToArray());
    }
}
