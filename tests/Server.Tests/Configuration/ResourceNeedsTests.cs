using ActorServer.Handlers;
using ActorServer.Server.Accepting;
using ActorServer.Server.Connections;
using ActorServer.Server.Hosting;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Server.Tests.Configuration;

public sealed class ResourceNeedsTests
{
    [Fact]
    public void Clients_take_descriptors_and_threads_memory_maps()
    {
        var needs = ResourceNeeds.Of(Server(Service(typeof(EventBackend), 5000), Service(typeof(ThreadBackend), 1000)));
        Assert.Equal(new ResourceNeeds(Descriptors: 300 + 5010 + 1010, MemoryMaps: 2000 + 4000, Tasks: 100 + 1000), needs);
    }

    [Fact]
    public void A_loop_on_a_thread_may_take_a_second_descriptor_by_which_its_token_wakes_it()
    {
        var service = Service(typeof(ThreadBackend), 1000) with { Handler = new HandlerSpec("stream-echo", LoadedHandler.Of(typeof(StreamEchoHandler)), "", null, "") };
        Assert.Equal(300 + 2010, ResourceNeeds.Of(Server(service)).Descriptors);
    }

    [Fact]
    public void However_many_are_allowed_are_counted() =>
        Assert.Equal(new ResourceNeeds(300L + int.MaxValue + 10, 2000 + 4L * int.MaxValue, 100L + int.MaxValue), ResourceNeeds.Of(Server(Service(typeof(ThreadBackend), int.MaxValue))));

    [Fact]
    public void What_is_allowed_is_not_mentioned() => Assert.Empty(new ResourceNeeds(1000, 6000).Beyond(1000, 6000));

    [Fact]
    public void What_is_not_known_is_not_mentioned() => Assert.Empty(new ResourceNeeds(1000, 6000).Beyond(null, null));

    [Fact]
    public void A_limit_that_is_lower_is_named_with_what_to_do() => Assert.Equal(
        [
            "limits: max-connections and max-waiting allow for 1000 descriptors and ulimit -n for 999; raise it, or lower them: without descriptors clients wait in the backlog, and with acceptor = akka-io the server may end",
            "limits: max-connections threads may take 6000 memory maps and vm.max_map_count allows 5999; raise it, or lower max-connections: without maps the server may end",
            "limits: max-connections threads and max-workers processes may need 500 tasks, and pids.max or ulimit -u leaves 499 to this server; raise it, or lower them: without tasks clients wait in the backlog, and with acceptor = akka-io the server may end",
        ],
        new ResourceNeeds(1000, 6000, 500).Beyond(999, 5999, 499));

    [Theory]
    [InlineData(null, "AkkaIo")]
    [InlineData(500L, "AkkaIo")]
    [InlineData(499L, "Socket")]
    public void Where_clients_could_take_the_last_thread_the_acceptor_is_one_that_stops_before(long? tasks, string acceptor) =>
        Assert.Equal(Enum.Parse<AcceptorKind>(acceptor), new ResourceNeeds(1000, 6000, 500).Acceptor(null, tasks));

    [Theory]
    [InlineData(null, "AkkaIo")]
    [InlineData(2000L, "AkkaIo")]
    [InlineData(1999L, "Socket")]
    [InlineData(100L, "Socket")]
    public void Where_descriptors_may_run_short_who_accepts_is_one_that_can_stop(long? descriptors, string acceptor) =>
        Assert.Equal(Enum.Parse<AcceptorKind>(acceptor), new ResourceNeeds(1000, 6000).Acceptor(descriptors));

    [Fact]
    public void Only_an_acceptor_that_was_left_open_is_decided()
    {
        var settings = Server(Service(typeof(EventBackend), 1), Service(typeof(EventBackend), 1, AcceptorKind.AkkaIo));
        var decided = settings.WithAcceptor(AcceptorKind.Socket);
        Assert.Equal([AcceptorKind.Socket, AcceptorKind.AkkaIo], decided.Services.Select(service => service.Listen.Acceptor));
        Assert.Equal((null, AcceptorKind.Socket), (settings.ChosenAcceptor, decided.ChosenAcceptor));
    }

    [Fact]
    public void Where_none_was_left_open_none_is_chosen() =>
        Assert.Null(Server(Service(typeof(EventBackend), 1, AcceptorKind.Socket)).WithAcceptor(AcceptorKind.Socket).ChosenAcceptor);

    [Fact]
    public void The_systems_limits_are_read()
    {
        Assert.InRange(SystemLimits.Descriptors ?? 1, 1, long.MaxValue);
        Assert.InRange(SystemLimits.MemoryMaps ?? 1, 1, long.MaxValue);
    }

    [Theory]
    [InlineData("process", "hand-off", 2 * 64)]
    [InlineData("process", "relay", 0)]
    [InlineData("thread", "hand-off", 0)]
    public void A_client_at_a_Unix_socket_whose_worker_gets_an_end_of_a_pair_takes_two_descriptors_more(string isolation, string bytePath, int more)
    {
        Assert.Equal(DescriptorsAt("127.0.0.1:1") + more, DescriptorsAt("unix:/x"));

        long DescriptorsAt(string address) => ResourceNeeds.Of(TestSettings.Of(
            $"actor-server.service-defaults.isolation = {isolation}, actor-server.backends.process.byte-path = {bytePath}",
            ("actor-server.services.default.listen.addresses", $"[\"{address}\"]"))).Descriptors;
    }

    [Fact]
    public void Clients_that_share_a_worker_take_a_thread_each()
    {
        const string Profile = "actor-server.service-defaults { isolation = process, limits.max-connections = 10 }, actor-server.backends.process { max-workers = 2, clients-per-worker = 0, clients-at-once = ";
        var needs = ResourceNeeds.Of(TestSettings.Of(Profile + "1 }"));
        Assert.Equal(needs with { Tasks = needs.Tasks + 4 }, ResourceNeeds.Of(TestSettings.Of(Profile + "3 }")));
        Assert.Equal(needs with { Tasks = needs.Tasks + 8 }, ResourceNeeds.Of(TestSettings.Of(Profile + "100 }")));
    }

    [Theory]
    [InlineData("thread", 0, 0)]
    [InlineData("process", 2 * 20, 2 * 4)]
    public void A_front_that_serves_nobody_itself_needs_three_descriptors_a_client_and_no_task(string isolation, long tasks, long descriptors)
    {
        var pem = Path.GetTempFileName();
        var settings = TestSettings.Of(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "front.conf")), [
            ("actor-server.services.default.isolation", isolation), ("actor-server.backends.process.spare-workers", "2"),
            ("actor-server.cluster.host", "10.0.0.1"), ("actor-server.cluster.seeds", "[\"10.0.0.1:4053\"]"),
            .. new[] { "certificate", "key", "authorities" }.Select(key => ($"actor-server.cluster.tls.{key}", pem))]);
        File.Delete(pem);
        var needs = ResourceNeeds.Of(settings);
        Assert.Equal(new ResourceNeeds(300 + (3 * 10_000) + 1_000 + descriptors, 2_000, 100 + tasks), needs);
        Assert.Equal(0, ResourceNeeds.TasksOfClient(settings));
    }

    private static ServerSettings Server(params ServiceSettings[] services) => new(services, TimeSpan.Zero, "info", Config.Empty);

    private static ServiceSettings Service(Type backend, int connections, AcceptorKind acceptor = AcceptorKind.Auto) => new(
        "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 16, acceptor), TestBackends.Settings("any", backend),
        new HandlerSpec("echo", LoadedHandler.Of(typeof(EchoHandler)), "", null, ""),
        new LimitSettings(MaxConnections: connections, MaxWaiting: 10, default, default, default, default, default, default));
}
