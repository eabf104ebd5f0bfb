using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorServer.Handlers;
using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Admission;
using ActorServer.Server.Tests.Configuration;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Arrival;

/// <summary>Who comes in and who does not. Clients are real sockets, which are handed to the service as an acceptor would.</summary>
public sealed class ServiceArrivalTests : TestKit
{
    private const string FromLoopback = "proxy-protocol { mode = any, from = [127.0.0.0/8], timeout = 60s }";

    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Header = PlayedHeaders.V1("TCP4 203.0.113.7 192.0.2.1 56324 443");

    private readonly List<SocketPair> _clients = [];
    private readonly RecordedLog _log = new();
    private readonly TestProbe _root;
    private readonly TestProbe _backend;
    private IActorRef _service = ActorRefs.Nobody;
    private IActorRef _played = ActorRefs.Nobody;

    public ServiceArrivalTests()
    {
        _root = CreateTestProbe("root");
        _backend = CreateTestProbe("backend");
    }

    [Fact]
    public void A_client_that_is_denied_is_reset_and_costs_no_connection()
    {
        Start("access.deny = [127.0.0.0/8]");
        var client = Accept();
        ExpectRefusal(" reason=denied");
        Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        _backend.ExpectNoMsg(AWhile);
    }

    [Fact]
    public async Task A_proxy_that_has_not_said_for_whom_is_held_and_counted_and_can_be_closed()
    {
        Start(FromLoopback);
        var proxy = Accept();
        Accept();
        ServiceStatus status = null!;
        AwaitAssert(() => Assert.Equal(2, (status = Status()).Held), Patience);
        Assert.Equal((2L, 0), (status.AcceptedTotal, status.Served));

        Assert.Equal(new ControlOutcome.Done(), await _service.Ask<ControlOutcome>(new ServiceOrders.Close("h-1"), Patience));

        Assert.Throws<SocketException>(() => proxy.Receive(new byte[1]));
        Assert.Equal((1, 1L), (Status().Held, Status().RefusedTotal["operator-closed"]));
    }

    private ServiceStatus Status() => _service.Ask<ServiceOrders.Seen>(ServiceOrders.Look.Instance, Patience).Result.Status;

    [Fact]
    public void A_source_has_room_again_when_its_client_is_closed()
    {
        Start("limits.per-source.max-connections = 1", maxConnections: 10);
        var first = Accept();
        Register(Served());
        Accept();
        ExpectRefusal(" reason=source-full");
        Accept(IPEndPoint.Parse("203.0.113.7:1"));
        Served();

        SocketPair.Abort(first);
        _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        Accept();
        Served();
    }

    [Fact]
    public void A_client_that_is_held_counts_for_its_source_until_it_is_refused()
    {
        Start("limits { per-source.max-connections = 2 }", maxConnections: 1, maxWaiting: 1);
        Accept(IPEndPoint.Parse("203.0.113.7:1"));
        Served();
        var held = Accept();
        Accept();
        ExpectRefusal(" reason=full");
        SocketPair.Abort(held);
        AwaitAssert(() => Assert.Contains(_log.Of("refused"), line => line.Contains(" reason=peer-gone", StringComparison.Ordinal)), Patience);
        Accept();
        Accept();
        AwaitAssert(() => Assert.Equal(2, _log.Of("refused").Count(line => line.Contains(" reason=full", StringComparison.Ordinal))), Patience);
    }

    [Fact]
    public void New_clients_come_no_faster_than_a_source_and_all_of_them_may()
    {
        Start("limits { per-source { new-per-second = 1, new-burst = 1 }, new-per-second = 1, new-burst = 2 }", maxConnections: 10);
        Accept();
        Accept();
        ExpectRefusal(" reason=source-rate");
        Accept(IPEndPoint.Parse("203.0.113.7:1"));
        Accept(IPEndPoint.Parse("203.0.113.8:1"));
        AwaitAssert(() => Assert.Contains("peer=203.0.113.8:1 reason=rate", _log.Of("refused")[^1], StringComparison.Ordinal), Patience);
        AwaitAssert(() => Assert.Equal(2, _log.Of("opened").Count), Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_whose_handler_fails_is_penalised_if_its_client_has_sent_something(bool hasSent)
    {
        Start("limits.penalties { handler-failed = 60s, threshold = 60s }", maxConnections: 10);
        var client = Accept();
        var serving = Served();
        if (hasSent)
            client.Send("x"u8);
        AwaitCondition(() => Info().In == (hasSent ? 1 : 0), Patience);
        serving.Connection.Tell(new HandlerFailed("it fell over"));
        Assert.Equal("c-1", _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience).Id);

        Accept();
        if (hasSent)
            ExpectRefusal(" reason=penalised");
        else
            Served();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_source_whose_worker_dies_is_penalised_if_the_worker_had_no_other_clients(int others)
    {
        Start("limits.penalties { worker-died = 60s, threshold = 60s }", maxConnections: 10);
        var client = Accept();
        var serving = Served();
        client.Send("x"u8);
        AwaitCondition(() => Info().In == 1, Patience);
        serving.Connection.Tell(new ClientConnection.WorkerDied(new WorkerIdentity(1, 2), default, "", Others: others));
        Assert.Equal("c-1", _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience).Id);

        Accept();
        if (others == 0)
            ExpectRefusal(" reason=penalised");
        else
            Served();
    }

    [Fact]
    public void A_client_is_whom_its_proxy_names()
    {
        Start(FromLoopback);
        var proxy = Accept();
        proxy.Send(Header.AsSpan(0, 20));
        _backend.ExpectNoMsg(AWhile);
        proxy.Send([.. Header[20..], .. "hello"u8]);
        var info = Served().Info;
        Assert.Equal((IPEndPoint.Parse("203.0.113.7:56324"), IPEndPoint.Parse("192.0.2.1:443")), (info.Peer, info.Local));
        Assert.Equal(proxy.LocalEndPoint, info.Proxy);
        AwaitAssert(() => Assert.Contains($" peer=203.0.113.7:56324 proxy={proxy.LocalEndPoint} isolation=", Assert.Single(_log.Of("opened")), StringComparison.Ordinal), Patience);
        // Exactly what is behind the header is left.
        var rest = new byte[10];
        Assert.Equal("hello", Encoding.ASCII.GetString(rest, 0, _clients[0].Accepted.Receive(rest)));
    }

    [Fact]
    public void Access_and_limits_are_those_of_the_client_and_not_of_its_proxy()
    {
        Start(FromLoopback + ", access { allow = [203.0.113.0/24] }, limits.per-source.max-connections = 1", maxConnections: 10);
        Accept().Send(Header);
        Served();
        Accept().Send(Header);
        ExpectRefusal(" reason=source-full");
        Accept().Send(PlayedHeaders.V1("TCP4 203.0.113.8 192.0.2.1 1 1"));
        Served();
        var denied = Accept();
        denied.Send(PlayedHeaders.V1("TCP4 198.51.100.1 192.0.2.1 1 1"));
        AwaitAssert(() => Assert.EndsWith($"peer=198.51.100.1:1 proxy={denied.LocalEndPoint} reason=denied", _log.Of("refused")[^1], StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void A_proxy_that_speaks_for_itself_has_no_limits()
    {
        Start(FromLoopback + ", access { allow = [203.0.113.0/24] }, limits.per-source.max-connections = 1", maxConnections: 10);
        foreach (var header in new[] { PlayedHeaders.V1("UNKNOWN"), PlayedHeaders.V2(0x20, 0x00, []) })
        {
            var proxy = Accept();
            proxy.Send(header);
            var info = Served().Info;
            Assert.Equal((proxy.LocalEndPoint, null), (info.Peer, info.Proxy));
        }
    }

    [Theory]
    [InlineData("access.deny = [127.0.0.1], proxy-protocol { mode = v1, from = [127.0.0.0/8] }")]
    [InlineData("access.allow = [127.0.0.1], proxy-protocol { mode = v1, from = [10.0.0.0/8] }")]
    public void Nobody_but_a_proxy_that_is_not_denied_may_send_a_header(string keys)
    {
        Start(keys);
        Accept().Send(Header);
        ExpectRefusal(" reason=denied");
        Assert.Empty(_log.Of("opened"));
    }

    [Fact]
    public void What_is_no_header_or_none_in_time_or_none_at_all_is_refused()
    {
        Start("proxy-protocol { mode = v2, from = [127.0.0.0/8], timeout = 300ms }", maxConnections: 10);
        Accept().Send(Header);
        ExpectRefusal(" reason=proxy-header");
        Accept().Shutdown(SocketShutdown.Send);
        AwaitAssert(() => Assert.Equal(2, _log.Of("refused").Count(line => line.EndsWith(" reason=proxy-header", StringComparison.Ordinal))), Patience);
        var late = Accept();
        late.Send(PlayedHeaders.V2(0x20, 0x00, []).AsSpan(0, 15));
        AwaitAssert(() => Assert.Equal(3, _log.Of("refused").Count(line => line.EndsWith(" reason=proxy-header", StringComparison.Ordinal))), Patience);
        Assert.Throws<SocketException>(() => late.Receive(new byte[1]));
        SocketPair.Abort(Accept());
        AwaitAssert(() => Assert.EndsWith(" reason=peer-gone", _log.Of("refused")[^1], StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void Those_who_are_awaited_take_the_room_of_those_who_are_held()
    {
        Start(FromLoopback, maxConnections: 1, maxWaiting: 1);
        var first = Accept();
        var second = Accept();
        Accept();
        ExpectRefusal(" reason=full");
        second.Send(Header);
        Served();
        first.Send(Header);
        Accept();
        AwaitAssert(() => Assert.Equal(2, _log.Of("refused").Count(line => line.Contains(" reason=full", StringComparison.Ordinal))), Patience);
    }

    [Fact]
    public void Room_for_any_number_of_clients_is_room()
    {
        Start(FromLoopback, maxConnections: 1, maxWaiting: int.MaxValue);
        Accept().Send(Header);
        Served();
    }

    [Fact]
    public void A_drain_waits_for_those_who_are_awaited_and_resets_them_at_its_deadline()
    {
        Start(FromLoopback, maxConnections: 10);
        var late = Accept();
        var inTime = Accept();
        _service.Tell(Service.Drain.Instance, _root);
        Assert.Equal(2, _root.ExpectMsg<Service.DrainBegun>(Patience).Clients);
        inTime.Send(Header);
        var serving = Served();
        _service.Tell(Service.DrainDeadline.Instance, _root);
        Assert.Equal(2, _root.ExpectMsg<Service.CutOff>(Patience).Clients);
        ExpectRefusal(" reason=draining");
        Assert.Throws<SocketException>(() => late.Receive(new byte[1]));
        _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        Say(new IsolationBackend.HandlerEnded(serving.Info.Id));
        _backend.ExpectMsg<IsolationBackend.Stop>(Patience);
    }

    [Fact]
    public void The_header_is_neither_the_first_byte_of_a_client_nor_counted_as_received()
    {
        Start(FromLoopback + ", limits { penalties { handler-failed = 60s, threshold = 0s } }", maxConnections: 10);
        Accept().Send(Header);
        Served().Connection.Tell(new HandlerFailed("it fell over"));
        AwaitAssert(() => Assert.Contains(" in=0 ", Assert.Single(_log.Of("closed")), StringComparison.Ordinal), Patience);
        Accept().Send(Header);
        _backend.FishForMessage(message => message is IsolationBackend.Serve, Patience);
    }

    [Fact]
    public void A_refused_client_that_has_sent_something_gets_its_text_and_an_end()
    {
        Start("limits.refuse-with = \"busy\\n\"", maxConnections: 1, maxWaiting: 0);
        Accept();
        Served();
        var refused = Accept(first: "GET / HTTP/1.1\r\n\r\n");
        ExpectRefusal(" reason=full");
        refused.Send("and more"u8);
        Assert.Equal("busy\n", ReadToEnd(refused));
        refused.Dispose();
    }

    [Fact]
    public void Only_so_many_refused_clients_are_waited_for_and_the_others_are_reset()
    {
        Start("limits.refuse-with = \"busy\\n\"", maxConnections: 1, maxWaiting: 0, linger: TimeSpan.FromSeconds(60));
        Accept();
        Served();
        Socket[] polite = [.. Enumerable.Range(0, Farewells.MostAtOnce).Select(_ => Accept())];
        var other = Accept();
        Assert.Throws<SocketException>(() => other.Receive(new byte[8]));
        Assert.All(polite, client => Assert.Equal("busy\n", ReadToEnd(client)));
        // Whoever closes makes room.
        polite[0].Dispose();
        AwaitAssert(() => Assert.Equal("busy\n", ReadToEnd(Accept())), Patience, TimeSpan.FromMilliseconds(20));
    }

    protected override void AfterAll()
    {
        // The service's own thread reads from sockets that it has.
        Watch(_service);
        Sys.Stop(_service);
        ExpectTerminated(_service, Patience);
        base.AfterAll();
        foreach (var client in _clients)
            client.Dispose();
    }

    private static string ReadToEnd(Socket client)
    {
        var text = new StringBuilder();
        var piece = new byte[64];
        while (client.Receive(piece) is var count and > 0)
            text.Append(Encoding.ASCII.GetString(piece, 0, count));
        return text.ToString();
    }

    private void Start(string keys, int maxConnections = 1, int maxWaiting = 1, TimeSpan? linger = null)
    {
        var arrival = Assert.Single(TestSettings.Of($"actor-server.services.default {{ {keys} }}").Services).Arrival;
        var limits = new LimitSettings(maxConnections, maxWaiting, default, linger ?? TimeSpan.FromSeconds(2), default, default, default, default);
        var settings = new ServiceSettings(
            "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 16, AcceptorKind.Socket), TestBackends.Settings("played", typeof(PlayedBackend)),
            new HandlerSpec("echo", LoadedHandler.Of(typeof(EchoHandler)), "", null, ""), limits)
        {
            Arrival = arrival,
        };
        _service = _root.ChildActorOf(
            Service.Props(settings, new ConnectionIds(), Producer<PlayedBackend>.Props(() => new PlayedBackend(_backend)), _log), "service");
        _backend.ExpectMsg(PlayedBackend.Started, Patience);
        _played = _backend.LastSender;
        Say(new IsolationBackend.Ready(int.MaxValue));
        _root.ExpectMsg<Service.BackendReady>(Patience);
        _service.Tell(Service.Open.Instance, _root);
    }

    private Socket Accept(IPEndPoint? peer = null, string first = "")
    {
        var pair = new SocketPair();
        _clients.Add(pair);
        if (first.Length > 0)
        {
            pair.Peer.Send(Encoding.ASCII.GetBytes(first));
            pair.Await(info => info.In == first.Length, "the first bytes");
        }

        var client = AcceptedClient.Of(pair.Accepted);
        _service.Tell(new Listener.Accepted(peer is null ? client : client with { Peer = peer }));
        return pair.Peer;
    }

    private ActorServer.Native.Sockets.TcpInfo Info() => _clients[0].Info;

    private IsolationBackend.Serve Served() => _backend.ExpectMsg<IsolationBackend.Serve>(Patience);

    private void ExpectRefusal(string end) =>
        AwaitAssert(() => Assert.EndsWith(end, Assert.Single(_log.Of("refused")), StringComparison.Ordinal), Patience);

    private void Register(IsolationBackend.Serve serving)
    {
        var handler = CreateTestProbe();
        serving.Connection.Tell(new Tcp.Register(handler, keepOpenOnPeerClosed: true), handler);
        serving.Connection.Tell(Tcp.ResumeReading.Instance, handler);
    }

    private void Say(object message) => _played.Tell(message, _backend);
}
