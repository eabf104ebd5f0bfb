using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Tls;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>A client whose TLS ends in the worker, with a handler of either kind. Probes play what makes the handler, and the server.</summary>
public sealed class TlsClientTests : TestKit
{
    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly TlsServer Tls = TlsServer.From(Setup());

    private readonly SocketPair _pair = new();
    private readonly SslStream _client;
    private readonly TestProbe _server;
    private readonly TestProbe _handlers;
    private readonly TestProbe _handler;
    private readonly ConnectionInfo _info = new("c-7", "default", "process", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));

    public TlsClientTests()
    {
        _server = CreateTestProbe("server");
        _handler = CreateTestProbe("handler");
        _handlers = CreateTestProbe("handlers");
        _client = new SslStream(new NetworkStream(_pair.Peer), leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_handler_is_made_when_it_is_known_what_was_agreed_on(bool stream)
    {
        Serve(stream);
        _handlers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _client.AuthenticateAsClient("a.example");
        var agreed = _server.ExpectMsg<HandOffAgreed>(Patience);
        Assert.Equal((3, "1.3", "a.example"), (agreed.Number, agreed.Tls.Version, agreed.Tls.ServerName));
        var info = stream ? _handlers.ExpectMsg<StartStreamHandler>(Patience).Info : _handlers.ExpectMsg<StartHandler>(Patience).Info;
        Assert.Equal(("c-7", "a.example"), (info.Id, info.Tls?.ServerName));
    }

    [Fact]
    public async Task An_actor_converses_in_plaintext_and_says_close_notify()
    {
        var connection = Serve(stream: false);
        await _client.AuthenticateAsClientAsync("localhost");
        _server.ExpectMsg<HandOffAgreed>(Patience);
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
        await _client.WriteAsync("ping"u8.ToArray());
        connection.Tell(Tcp.ResumeReading.Instance, _handler);
        Assert.Equal("ping", _handler.ExpectMsg<Tcp.Received>(Patience).Data.ToString());
        connection.Tell(Tcp.Write.Create(ByteString.FromString("pong")), _handler);
        connection.Tell(Tcp.Close.Instance, _handler);
        Assert.Equal("pong", await new StreamReader(_client).ReadToEndAsync());
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        Assert.Equal((HandOffOutcome.ByHandler, false), Ended());
    }

    [Fact]
    public async Task So_does_one_on_a_stream()
    {
        var connection = Serve(stream: true);
        await _client.AuthenticateAsClientAsync("localhost");
        _server.ExpectMsg<HandOffAgreed>(Patience);
        var loan = _handlers.ExpectMsg<StartStreamHandler>(Patience).Socket;
        var stream = loan.Open(asynchronous: false);
        await stream.WriteAsync("hi"u8.ToArray());
        await loan.CompleteAsync();
        connection.Tell(new StreamHandlerHost.StreamServed(null), _handler);
        Assert.Equal("hi", await new StreamReader(_client).ReadToEndAsync());
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        Assert.Equal((HandOffOutcome.ByHandler, false), Ended());
    }

    [Fact]
    public void An_end_of_file_without_close_notify_is_told()
    {
        var connection = Serve(stream: false);
        _client.AuthenticateAsClient("localhost");
        _server.ExpectMsg<HandOffAgreed>(Patience);
        connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: false), _handler);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        connection.Tell(Tcp.ResumeReading.Instance, _handler);
        Assert.Equal((HandOffOutcome.AfterPeer, true), Ended());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_no_TLS_ends_it_and_nothing_of_a_handler_is_left(bool stream)
    {
        Serve(stream);
        _pair.Peer.Send("GET / HTTP/1.0\r\n\r\n"u8);
        var ended = _server.ExpectMsg<HandOffEnded>(Patience);
        Assert.Equal((3, HandOffOutcome.HandshakeFailed, true), (ended.Number, ended.How, ended.HandlerEnded));
        Assert.NotEmpty(ended.Error);
        Assert.False(_handlers.HasMessages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_that_leaves_in_the_handshake_has_left(bool stream)
    {
        Serve(stream);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal((HandOffOutcome.AfterPeer, true), Ended());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_resets_in_it_has_reset(bool stream)
    {
        Serve(stream);
        SocketPair.Abort(_pair.Peer);
        Assert.Equal((HandOffOutcome.PeerReset, false), Ended());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _client.Dispose();
        _pair.Dispose();
    }

    private static TlsSetup Setup()
    {
        var pair = new TestAuthority().Issue("localhost");
        return new TlsSetup { Certificates = [new TlsCertificate([], pair.Chain, pair.KeyPem)] };
    }

    private IActorRef Serve(bool stream)
    {
        var client = new HandOffClient(3, _info, _pair.Accepted.SafeHandle, KeysVersion: 1);
        return Sys.ActorOf(stream
            ? Producer<WorkerStream>.Props(() => new WorkerStream(client, _handlers, _server, Tls))
            : Producer<WorkerConnection>.Props(() => new WorkerConnection(client, _handlers, _server, Tls)));
    }

    private (HandOffOutcome How, bool Truncated) Ended()
    {
        var ended = _server.FishForMessage<HandOffEnded>(_ => true, Patience);
        return (ended.How, ended.Truncated);
    }
}
