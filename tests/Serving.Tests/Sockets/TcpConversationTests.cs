using System.Net.Sockets;
using System.Text;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Serving.Tests.Sockets;

public sealed class TcpConversationTests : TestKit
{
    private readonly SocketPair _pair = new();
    private readonly TestProbe _steps;
    private readonly TestProbe _handler;
    private readonly IActorRef _connection;

    public TcpConversationTests()
    {
        _steps = CreateTestProbe("steps");
        _handler = CreateTestProbe("handler");
        _connection = Sys.ActorOf(RecordedConnection.Props(_pair.Accepted, _steps), "connection");
        Command(new Tcp.Register(_handler, keepOpenOnPeerClosed: true));
    }

    [Fact]
    public void Reads_one_piece_each_time_it_is_asked_and_none_before()
    {
        Send("one");
        _handler.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Command(Tcp.ResumeReading.Instance);
        Assert.Equal("one", Received());
        Send("two");
        _handler.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Command(Tcp.ResumeReading.Instance);
        Assert.Equal("two", Received());
    }

    [Fact]
    public void Waits_for_data_that_comes_later()
    {
        Command(Tcp.ResumeReading.Instance);
        Send("late");
        Assert.Equal("late", Received());
    }

    [Fact]
    public void Tells_the_peers_end_after_its_last_byte_and_still_writes()
    {
        Send("last");
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Command(Tcp.ResumeReading.Instance);
        Assert.Equal("last", Received());
        Command(Tcp.ResumeReading.Instance);
        _handler.ExpectMsg<Tcp.PeerClosed>();
        _steps.ExpectMsg("PeerClosed");
        Write("answer");
        Assert.Equal("answer", PeerReads(6));
    }

    [Fact]
    public void Close_sends_everything_and_then_the_end()
    {
        var big = new string('x', 300_000);
        for (var at = 0; at < big.Length; at += ActorHandler.MaxPiece)
            Write(big[at..Math.Min(at + ActorHandler.MaxPiece, big.Length)]);
        Command(Tcp.Close.Instance);
        _steps.ExpectMsg("HandlerCloses");
        Assert.Equal(big, PeerReads(big.Length));
        Assert.Equal(0, _pair.Peer.Receive(new byte[1]));
        _handler.ExpectMsg<Tcp.Closed>();
        _steps.ExpectMsg("OutputEnded");
    }

    [Fact]
    public void After_the_close_the_clients_input_is_discarded_until_its_end()
    {
        Command(Tcp.Close.Instance);
        _steps.ExpectMsg("HandlerCloses");
        _steps.ExpectMsg("OutputEnded");
        for (var i = 0; i < 50; i++)
            _pair.Peer.Send(new byte[64 * 1024]);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        _steps.ExpectMsg("PeerClosed", SocketPair.Patience);
        _handler.ExpectMsg<Tcp.Closed>();
        _handler.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Acknowledges_what_the_kernel_took_and_nothing_while_it_takes_no_more()
    {
        // Not the receiver's: one that has little room announces it late, and the rest would take more than a minute.
        _pair.Accepted.SendBufferSize = 4096;
        var piece = ByteString.FromBytes(new byte[ActorHandler.MaxPiece]);
        var sent = 0;
        do
        {
            Command(Tcp.Write.Create(piece, new WriteAcknowledged(piece.Count)));
            sent++;
        }
        while (IsAcknowledged() && sent < 200);
        Assert.InRange(sent, 2, 199);
        for (var left = sent * piece.Count; left > 0;)
            left -= _pair.Peer.Receive(new byte[64 * 1024]);
        _handler.ExpectMsg<WriteAcknowledged>(SocketPair.Patience);
    }

    // Not by the time alone, which a busy machine lets pass: by what the kernel still takes.
    private bool IsAcknowledged()
    {
        var arrived = -1;
        while (_handler.ReceiveOne(TimeSpan.FromMilliseconds(200)) is not WriteAcknowledged)
        {
            if (arrived == _pair.Peer.Available && !_pair.Accepted.Poll(TimeSpan.Zero, SelectMode.SelectWrite))
                return false;
            arrived = _pair.Peer.Available;
        }

        return true;
    }

    [Fact]
    public void A_handler_that_does_not_wait_for_acknowledgements_is_refused_beyond_the_bound_and_has_failed()
    {
        var piece = ByteString.FromBytes(new byte[ActorHandler.MaxPiece]);
        var failed = false;
        for (var i = 0; i < 1000 && !failed; i++)
        {
            Command(Tcp.Write.Create(piece));
            failed = _handler.HasMessages;
        }

        _handler.ExpectMsg<Tcp.CommandFailed>(SocketPair.Patience);
        Assert.StartsWith("the handler wrote more than", _steps.ExpectMsg<string>(SocketPair.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_can_it_pile_up_writes_of_nothing()
    {
        _pair.FillTheWindow();
        // More than the kernel may still take when a late acknowledgement comes.
        for (var i = 0; i < 12; i++)
            Command(Tcp.Write.Create(ByteString.FromBytes(new byte[ActorHandler.MaxPiece])));
        for (var i = 0; i < 70_000; i++)
            Command(Tcp.Write.Create(ByteString.Empty));
        Assert.StartsWith("the handler wrote more than", _steps.ExpectMsg<string>(SocketPair.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_by_the_client_is_told_once()
    {
        Command(Tcp.ResumeReading.Instance);
        SocketPair.Abort(_pair.Peer);
        _steps.ExpectMsg("PeerLost", SocketPair.Patience);
        _steps.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Only_the_registered_handlers_commands_are_obeyed()
    {
        var stranger = CreateTestProbe();
        _connection.Tell(new Tcp.Register(stranger), stranger);
        _connection.Tell(Tcp.Write.Create(ByteString.FromString("evil")), stranger);
        _connection.Tell(Tcp.Abort.Instance, stranger);
        Write("good");
        Assert.Equal("good", PeerReads(4));
        _steps.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Without_keep_open_the_peers_end_closes_the_connection()
    {
        using var pair = new SocketPair();
        var connection = Sys.ActorOf(RecordedConnection.Props(pair.Accepted, _steps));
        connection.Tell(new Tcp.Register(_handler), _handler);
        connection.Tell(Tcp.ResumeReading.Instance, _handler);
        pair.Peer.Shutdown(SocketShutdown.Send);
        _handler.ExpectMsg<Tcp.PeerClosed>(SocketPair.Patience);
        _handler.ExpectMsg<Tcp.Closed>();
        Assert.Equal(0, pair.Peer.Receive(new byte[1]));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _pair.Dispose();
    }

    private void Command(Tcp.Command command) => _connection.Tell(command, _handler);

    private void Write(string text) => Command(Tcp.Write.Create(ByteString.FromString(text)));

    private void Send(string text) => _pair.Peer.Send(Encoding.UTF8.GetBytes(text));

    private string Received() => _handler.ExpectMsg<Tcp.Received>(SocketPair.Patience).Data.ToString(Encoding.UTF8);

    private string PeerReads(int count)
    {
        var buffer = new byte[count];
        for (var at = 0; at < count;)
            at += _pair.Peer.Receive(buffer.AsSpan(at)) is var n and > 0 ? n : throw new EndOfStreamException();
        return Encoding.UTF8.GetString(buffer);
    }
}
