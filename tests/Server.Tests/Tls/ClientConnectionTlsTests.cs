using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ActorServer.Server.Connections;
using ActorServer.Server.Tls;
using ActorServer.Serving.Handlers;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Tls;

/// <summary>A connection whose TLS ends here. The client is real; probes play the service, the parent and the handler.</summary>
public sealed class ClientConnectionTlsTests : TestKit, IClassFixture<CertificateDirectory>
{
    private static readonly LimitSettings Limits = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, default, default);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(50);

    // Out of the way: HandshakeTimeoutTests plays the time.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromMinutes(5);

    private readonly SocketPair _pair = new();
    private readonly RecordedLog _log = new();
    private readonly ServiceCertificates _certificates;
    private readonly TestProbe _parent;
    private readonly TestProbe _service;
    private readonly TestProbe _handler;
    private readonly IActorRef _connection;
    private readonly SslStream _client;

    public ClientConnectionTlsTests(CertificateDirectory directory)
    {
        _certificates = new ServiceCertificates("default", directory.Settings(), _log, TimeProvider.System);
        _parent = CreateTestProbe("parent");
        _service = CreateTestProbe("service");
        _handler = CreateTestProbe("handler");
        var tls = new ServiceTls(_certificates, HandshakeTimeout, endsInWorker: false);
        _connection = _parent.ChildActorOf(ClientConnection.Props(PlayedConnection.Info, _pair.Accepted, Limits, _service, _log, tls: tls), "c-42");
        _client = new SslStream(new NetworkStream(_pair.Peer), leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null);
    }

    [Fact]
    public void Nobody_hears_of_the_client_before_the_handshake_and_then_with_what_was_agreed_on()
    {
        _parent.ExpectNoMsg(AWhile);
        _client.AuthenticateAsClient("localhost");
        var secured = _parent.ExpectMsg<ConnectionSupervisor.Secured>(SocketPair.Patience);
        Assert.Equal(("c-42", "localhost", _connection), (secured.Info.Id, secured.Info.Tls?.ServerName, _parent.LastSender));
        Assert.Single(_log.Of("opened"));
    }

    [Fact]
    public async Task A_handler_converses_in_plaintext_and_the_client_gets_close_notify_and_then_the_end()
    {
        Agree();
        Register();
        await _client.WriteAsync("hello"u8.ToArray());
        Command(Tcp.ResumeReading.Instance);
        Assert.Equal("hello", Encoding.ASCII.GetString(_handler.ExpectMsg<Tcp.Received>(SocketPair.Patience).Data.ToArray()));
        Command(Tcp.Write.Create(ByteString.FromString("hi")));
        Command(Tcp.Close.Instance);
        Assert.Equal("hi", await new StreamReader(_client).ReadToEndAsync());
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains("reason=handler-closed", Closed(), StringComparison.Ordinal);
        Assert.EndsWith(" tls=1.3 sni=localhost", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_handler_has_plaintext_and_its_client_close_notify(bool mayWait)
    {
        Agree();
        using var handler = Borrow(mayWait);
        await _client.WriteAsync("hello"u8.ToArray());
        var buffer = new byte[10];
        Assert.Equal(5, await handler.Stream.ReadAsync(buffer));
        await handler.Stream.WriteAsync("hi"u8.ToArray());
        await handler.Loan.CompleteAsync();
        _connection.Tell(new StreamHandlerHost.StreamServed(null), _handler);
        Assert.Equal("hi", await new StreamReader(_client).ReadToEndAsync());
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.EndsWith(" tls=1.3 sni=localhost", Closed(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_end_of_file_without_close_notify_is_told(bool toStream)
    {
        Agree();
        if (!toStream)
            Register();
        using var handler = toStream ? Borrow(mayWait: true) : null;
        _pair.Peer.Shutdown(SocketShutdown.Send);
        if (handler is not null)
        {
            Assert.Equal(0, handler.Stream.Read(new byte[1]));
            _connection.Tell(new StreamHandlerHost.StreamServed(null), _handler);
        }
        else
        {
            Command(Tcp.ResumeReading.Instance);
            _handler.ExpectMsg<Tcp.PeerClosed>(SocketPair.Patience);
            Command(Tcp.Close.Instance);
        }

        _pair.Peer.Close();
        Assert.Contains("reason=peer-closed", Closed(), StringComparison.Ordinal);
        Assert.EndsWith(" tls=1.3 sni=localhost truncated=yes", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_TLS_ends_the_client_alone_with_an_end_of_file()
    {
        _pair.Peer.Send("GET / HTTP/1.0\r\n\r\n"u8);
        Assert.Equal(SocketError.Success, _pair.ErrorAtPeer());
        _pair.Peer.Close();
        Assert.Contains("reason=handshake-failed", Closed(), StringComparison.Ordinal);
        Assert.Contains(" error=\"", Closed(), StringComparison.Ordinal);
        _parent.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void Nor_does_it_hurt_later()
    {
        Agree();
        Register();
        Command(Tcp.ResumeReading.Instance);
        _pair.Peer.Send("and now something else"u8);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
        Assert.Contains(" error=\"", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_leaves_before_its_first_byte_has_closed_and_nothing_was_cut()
    {
        _pair.Peer.Close();
        Assert.Contains("reason=peer-closed", Closed(), StringComparison.Ordinal);
        Assert.DoesNotContain("truncated", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_leaves_in_the_middle_of_the_handshake_was_cut()
    {
        _pair.Peer.Send(new byte[] { 22, 3, 1, 0, 100, 1 });
        _pair.Peer.Close();
        Assert.Contains("reason=peer-closed", Closed(), StringComparison.Ordinal);
        Assert.EndsWith(" truncated=yes", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_resets_in_it_has_reset()
    {
        _pair.Peer.Send(new byte[] { 22, 3, 1 });
        SocketPair.Abort(_pair.Peer);
        Assert.Contains("reason=peer-reset", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_can_forge_no_record()
    {
        Agree("a.example.reason=killed");
        _connection.Tell(new ClientConnection.CutOffNow("drain-deadline"));
        Assert.EndsWith(" tls=1.3 sni=\"a.example.reason=killed\"", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_drain_during_the_handshake_reaches_the_handler_later()
    {
        _connection.Tell(Draining.Instance);
        Agree();
        Register();
        _handler.ExpectMsg<Draining>(SocketPair.Patience);
    }

    [Fact]
    public void The_end_of_the_drain_ends_the_handshake()
    {
        _connection.Tell(new ClientConnection.CutOffNow("drain-deadline"));
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        Assert.Contains("reason=drain-deadline", Closed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_waits_in_a_read_is_woken_when_the_client_is_cut_off()
    {
        Agree();
        using var handler = Borrow(mayWait: true);
        var read = Task.Run(() => handler.Stream.Read(new byte[1]));
        await Task.WhenAny(read, Task.Delay(AWhile));
        _connection.Tell(new ClientConnection.CutOffNow("drain-deadline"));
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _certificates.Dispose();
        _client.Dispose();
        _pair.Dispose();
    }

    private void Agree(string name = "localhost")
    {
        _client.AuthenticateAsClient(name);
        _parent.ExpectMsg<ConnectionSupervisor.Secured>(SocketPair.Patience);
    }

    private void Register() => Command(new Tcp.Register(_handler, keepOpenOnPeerClosed: true));

    private void Command(object message) => _connection.Tell(message, _handler);

    private Borrowed Borrow(bool mayWait)
    {
        _connection.Tell(new IsolationBackend.LendSocket(_handler, mayWait ? StreamRunsOn.ActorThread : StreamRunsOn.ActorDispatcher));
        var loan = _handler.ExpectMsg<StreamHandlerHost.ServeSocket>(SocketPair.Patience).Socket;
        return new Borrowed(loan, mayWait ? loan.Open(asynchronous: false) : loan.OpenNonBlocking());
    }

    private string Closed()
    {
        AwaitAssert(() => Assert.Single(_log.Of("closed")), SocketPair.Patience);
        return _log.Of("closed")[0];
    }

    private sealed record Borrowed(SocketLoan Loan, Stream Stream) : IDisposable
    {
        public void Dispose() => Loan.Release();
    }
}
