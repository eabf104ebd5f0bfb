using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>Probes play the handler, what makes it, and the server; the client is a real socket.</summary>
public sealed class WorkerConnectionTests : TestKit
{
    private static readonly TimeSpan Patience = SocketPair.Patience;

    private readonly SocketPair _pair = new();
    private readonly TestProbe _server;
    private readonly TestProbe _handlers;
    private readonly TestProbe _handler;
    private readonly ConnectionInfo _info = new("c-7", "default", "process", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
    private readonly IActorRef _connection;

    public WorkerConnectionTests()
    {
        _server = CreateTestProbe("server");
        _handler = CreateTestProbe("handler");
        _handlers = CreateTestProbe("handlers");
        var client = new HandOffClient(3, _info, _pair.Accepted.SafeHandle);
        _connection = Sys.ActorOf(Producer<WorkerConnection>.Props(() => new WorkerConnection(client, _handlers, _server)));
        Watch(_connection);
        Assert.Equal(_info, _handlers.ExpectMsg<StartHandler>(Patience).Info);
        Assert.Equal(_connection, _handlers.LastSender);
    }

    [Fact]
    public void The_handler_reads_and_writes_as_with_any_connection()
    {
        Register();
        _pair.Peer.Send("ping"u8);
        Tell(Tcp.ResumeReading.Instance);
        Assert.Equal("ping", _handler.ExpectMsg<Tcp.Received>(Patience).Data.ToString());
        Tell(Tcp.Write.Create(ByteString.FromString("pong!")));
        SocketPair.Receive(_pair.Peer, 5);
    }

    [Fact]
    public void Closed_by_the_handler_everything_written_arrives_then_the_end()
    {
        Register();
        Tell(Tcp.Write.Create(ByteString.FromString("bye")));
        Tell(Tcp.Close.Instance);
        ExpectEnd(HandOffOutcome.ByHandler);
        _handler.ExpectMsg<Tcp.Closed>(Patience);
        SocketPair.Receive(_pair.Peer, 3);
        Assert.Equal(0, _pair.Peer.Receive(new byte[1]));
    }

    [Fact]
    public void Closed_by_the_client_first_it_says_so()
    {
        Register();
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Tell(Tcp.ResumeReading.Instance);
        _handler.ExpectMsg<Tcp.PeerClosed>(Patience);
        Tell(Tcp.Close.Instance);
        ExpectEnd(HandOffOutcome.AfterPeer);
    }

    [Fact]
    public void A_client_that_resets_is_the_end_for_handler_and_server()
    {
        Register();
        Tell(Tcp.ResumeReading.Instance);
        SocketPair.Abort(_pair.Peer);
        Assert.Equal("peer-reset", _handler.ExpectMsg<Tcp.ErrorClosed>(Patience).Cause);
        ExpectEnd(HandOffOutcome.PeerReset);
    }

    [Fact]
    public void An_abort_is_the_servers_to_carry_out()
    {
        Register();
        Tell(Tcp.Abort.Instance);
        ExpectEnd(HandOffOutcome.Aborted);
    }

    [Fact]
    public void A_handler_that_fails_is_reported_with_its_error()
    {
        Register();
        _connection.Tell(new HandlerFailed("no"), _handler);
        Assert.Equal("no", ExpectEnd(HandOffOutcome.Failed).Error);
    }

    [Fact]
    public void A_handler_that_stops_without_a_word_is_reported()
    {
        Register();
        Sys.Stop(_handler);
        Assert.Contains("without closing", ExpectEnd(HandOffOutcome.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_ends_before_it_takes_its_connection_is_reported()
    {
        _connection.Tell(new HandlerEnded(_info.Id), _handlers);
        Assert.Contains("before it took", ExpectEnd(HandOffOutcome.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_takes_its_time_holds_up_nothing_and_is_reported_when_it_has_stopped()
    {
        Register();
        Tell(Tcp.Close.Instance);
        var ended = _server.ExpectMsg<HandOffEnded>(Patience);
        Assert.Equal((3, HandOffOutcome.ByHandler, false), (ended.Number, ended.How, ended.HandlerEnded));
        _connection.Tell(new HandlerEnded(_info.Id), _handlers);
        Assert.Equal(_info.Id, _server.ExpectMsg<HandlerEnded>(Patience).ConnectionId);
        ExpectTerminated(_connection, Patience);
    }

    [Fact]
    public void A_connection_that_is_stopped_still_has_its_last_word()
    {
        Sys.Stop(_connection);
        Assert.Equal(HandOffOutcome.Failed, _server.ExpectMsg<HandOffEnded>(Patience).How);
        ExpectTerminated(_connection, Patience);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _pair.Dispose();
    }

    private void Register() => Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

    private void Tell(object message) => _connection.Tell(message, _handler);

    private HandOffEnded ExpectEnd(HandOffOutcome how)
    {
        _connection.Tell(new HandlerEnded(_info.Id), _handlers);
        var ended = _server.ExpectMsg<HandOffEnded>(Patience);
        Assert.Equal((3, how, true), (ended.Number, ended.How, ended.HandlerEnded));
        ExpectTerminated(_connection, Patience);
        Assert.True(_pair.Accepted.SafeHandle.IsClosed);
        _server.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        return ended;
    }
}
