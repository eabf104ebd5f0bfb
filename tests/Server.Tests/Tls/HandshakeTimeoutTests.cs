using System.Net.Security;
using System.Net.Sockets;
using ActorServer.Server.Connections;
using ActorServer.Server.Tls;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Tls;

/// <summary>How long a client may take to agree. The client is real, the time is played.</summary>
public sealed class HandshakeTimeoutTests : TestKit, IClassFixture<CertificateDirectory>
{
    private static readonly LimitSettings Limits = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, default, default);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly SocketPair _pair = new();
    private readonly RecordedLog _log = new();
    private readonly ServiceCertificates _certificates;
    private readonly TestProbe _parent;
    private readonly TestProbe _service;

    public HandshakeTimeoutTests(CertificateDirectory directory)
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
    {
        _certificates = new ServiceCertificates("default", directory.Settings(), _log, TimeProvider.System);
        _parent = CreateTestProbe("parent");
        _service = CreateTestProbe("service");
        var tls = new ServiceTls(_certificates, HandshakeTimeout, endsInWorker: false);
        var connection = _parent.ChildActorOf(ClientConnection.Props(PlayedConnection.Info, _pair.Accepted, Limits, _service, _log, tls: tls), "c-42");
        // It has started, and its time has begun.
        connection.Tell(new Identify("started"), TestActor);
        ExpectMsg<ActorIdentity>(SocketPair.Patience);
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_client_that_says_nothing_is_reset_in_time()
    {
        Time.Advance(HandshakeTimeout);
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
        _service.ExpectMsg<ClientConnection.ConnectionClosed>(SocketPair.Patience);
        Assert.Contains("reason=handshake-timeout", Assert.Single(_log.Of("closed")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_has_agreed_in_time_is_left_alone()
    {
        using var client = new SslStream(new NetworkStream(_pair.Peer), leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null);
        client.AuthenticateAsClient("localhost");
        _parent.ExpectMsg<ConnectionSupervisor.Secured>(SocketPair.Patience);
        Time.Advance(2 * HandshakeTimeout);
        _service.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _certificates.Dispose();
        _pair.Dispose();
    }
}
