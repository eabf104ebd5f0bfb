using System.Net;
using System.Net.Sockets;
using ActorServer.Handlers;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Admission;

/// <summary>
/// A service with its backend, connections and handlers as they are, and real clients: with them goes every actor that was
/// there for them. <c>ACTOR_SERVER_TESTS=long</c> has 100,000 clients instead of 500.
/// </summary>
public sealed class ManyClientsTests() : TestKit(EventDispatcher.WithFallback(ConfigurationFactory.ParseString(AkkaIoAcceptor.AkkaConfig)))
{
    private const int AtOnce = 10;

    private static readonly Config EventDispatcher = ConfigurationFactory.ParseString("event-dispatcher { type = Dispatcher, executor = fork-join-executor, fork-join-executor { } }");

    [Theory]
    [InlineData("event", AcceptorKind.AkkaIo)]
    [InlineData("event", AcceptorKind.Socket)]
    [InlineData("thread", AcceptorKind.AkkaIo)]
    [InlineData("thread", AcceptorKind.Socket)]
    public void Clients_that_have_gone_leave_no_actor_behind(string model, object acceptor)
    {
        var address = Open(model, (AcceptorKind)acceptor);
        Serve(address, 100);
        var before = CensusAtRest(_ => true);

        Serve(address, TestSize.Of(500, 100_000));

        var after = CensusAtRest(census => census.Count <= before.Count);
        Assert.Equal(before, after);
    }

    private static void Serve(IPEndPoint address, int clients) =>
        Parallel.For(0, clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, _ =>
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
            client.Connect(address);
            client.Send("!"u8);
            Assert.Equal(1, client.Receive(new byte[1]));
        });

    private static Props Backend(string model)
    {
        var block = model == "event" ? "dispatcher = event-dispatcher" : "stack-size = 256KiB, keep-alive-time = 200ms";
        return Props.Create(BackendOf(model), TestBackends.Context(model, block, LoadedHandler.Of(typeof(StreamEchoHandler))), NullLogger.Instance);
    }

    private static Type BackendOf(string model) => model == "event" ? typeof(EventBackend) : typeof(ThreadBackend);

    private IPEndPoint Open(string model, AcceptorKind acceptor)
    {
        var settings = new ServiceSettings(
            "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 511, acceptor), TestBackends.Settings(model, BackendOf(model)),
            new HandlerSpec("stream-echo", LoadedHandler.Of(typeof(StreamEchoHandler)), "", null, ""),
            new LimitSettings(MaxConnections: 1000, MaxWaiting: 100, default, TimeSpan.FromSeconds(2), default, default, default, default));
        var root = CreateTestProbe();
        var service = root.ChildActorOf(Service.Props(settings, new ConnectionIds(), Backend(model), NullLogger.Instance));
        root.ExpectMsg<Service.BackendReady>(SocketPair.Patience);
        service.Tell(Service.Bind.Instance);
        var address = root.ExpectMsg<Service.Bound>(SocketPair.Patience).Addresses[0];
        service.Tell(Service.Open.Instance);
        return (IPEndPoint)address;
    }

    private IReadOnlyList<string> CensusAtRest(Func<IReadOnlyList<string>, bool> condition)
    {
        var atRest = ActorCensus.Await(this, census => !HasClients(census) && condition(census), SocketPair.Patience);
        Assert.False(HasClients(atRest), string.Join('\n', atRest));
        return atRest;
    }

    private static bool HasClients(IReadOnlyList<string> census) => census.Any(path => path.Contains("/c-", StringComparison.Ordinal));
}
