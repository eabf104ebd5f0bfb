using System.Net;
using ActorServer.Cluster.Places;
using ActorServer.Server.Placing;

namespace ActorServer.Server.Tests.Configuration;

public sealed class ClusterSectionTests : IDisposable
{
    private readonly string _pem = Path.GetTempFileName();

    public void Dispose() => File.Delete(_pem);

    [Fact]
    public void Without_seeds_there_is_no_cluster_and_nobody_is_placed()
    {
        var settings = TestSettings.Of("");
        Assert.Null(settings.Cluster);
        Assert.True(settings.Services[0].Placement.IsOff);
    }

    [Fact]
    public void A_node_is_known_by_its_address_and_joins_by_addresses()
    {
        var cluster = TestSettings.Of(Node("")).Cluster!.Settings;
        Assert.Equal(new NodeName("10.0.0.1", 4053), cluster.Self);
        Assert.Equal([new NodeName("10.0.0.1", 4053), new NodeName("2001:db8::1", 4053)], cluster.Seeds);
        Assert.Equal(4054, cluster.LegsPort);
        Assert.Equal(["front", "workers"], cluster.Roles);
        Assert.Equal((_pem, _pem, _pem), (cluster.Tls.Certificate, cluster.Tls.Key, cluster.Tls.Authorities));
        Assert.Equal((500, 5_000), (cluster.ReserveTimeout.TotalMilliseconds, cluster.TicketTimeout.TotalMilliseconds));
        Assert.Equal((10, 5), (cluster.LegTimeout.TotalSeconds, cluster.DownAfter.TotalSeconds));
    }

    [Fact]
    public void A_client_goes_where_the_first_rule_that_fits_sends_it()
    {
        var placement = TestSettings.Of(Node("", """when = full, role = big, rules = ["203.0.113.0/24 = sandbox", "203.0.0.0/16=other"]""")).Services[0].Placement;
        Assert.Equal(PlacementWhen.Full, placement.When);
        Assert.Equal("sandbox", placement.RoleFor(new IPEndPoint(IPAddress.Parse("203.0.113.7"), 1)));
        Assert.Equal("sandbox", placement.RoleFor(new IPEndPoint(IPAddress.Parse("::ffff:203.0.113.7"), 1)));
        Assert.Equal("other", placement.RoleFor(new IPEndPoint(IPAddress.Parse("203.0.1.7"), 1)));
        Assert.Equal("big", placement.RoleFor(new IPEndPoint(IPAddress.Parse("10.0.0.7"), 1)));
        Assert.Equal("big", placement.RoleFor(new UnixPeer(1, 2)));
    }

    [Theory]
    [InlineData("host = node.example", "this node's IP address")]
    [InlineData("host = \"0.0.0.0\"", "not all interfaces")]
    [InlineData("host = \"\"", "this node's IP address")]
    [InlineData("port = 0", "a whole number from 1 to 65535")]
    [InlineData("legs-port = 4053", "another port than cluster.port")]
    [InlineData("roles = []", "a list with front")]
    [InlineData("roles = [Front]", "a list with front")]
    [InlineData("seeds = [\"akka.ssl.tcp://x@10.0.0.1:4053\"]", "not Akka's URLs")]
    [InlineData("seeds = [node.example]", "a list of nodes by address and port")]
    [InlineData("seeds = [\"10.0.0.1\"]", "a list of nodes by address and port")]
    [InlineData("tls.key = \"\"", "cluster init")]
    [InlineData("tls.authorities = nowhere.pem", "there is no file /etc/nowhere.pem")]
    [InlineData("reserve-timeout = 0s", "a duration above 0")]
    [InlineData("leg-timeout = 500ms", "whole seconds")]
    [InlineData("seed = x", "did you mean actor-server.cluster.seeds?")]
    public void A_mistake_says_what_is_allowed(string key, string says) =>
        Assert.Contains(says, TestSettings.ErrorOf(Node(key)), StringComparison.Ordinal);

    [Theory]
    [InlineData("when = sometimes", "never, full, always")]
    [InlineData("role = \"a b\"", "a word of a-z")]
    [InlineData("rules = [\"203.0.113.0/24\"]", "203.0.113.0/24 is no rule")]
    [InlineData("rules = [\"203.0.113.1/24 = sandbox\"]", "has bits behind its prefix")]
    [InlineData("rules = [\"sandbox = 203.0.113.0/24\"]", "is no rule")]
    public void So_does_one_about_placement(string key, string says) =>
        Assert.Contains(says, TestSettings.ErrorOf(Node("", key)), StringComparison.Ordinal);

    [Fact]
    public void Who_places_clients_is_a_front_of_a_cluster()
    {
        Assert.Contains("set actor-server.cluster.seeds beside it", TestSettings.ErrorOf("actor-server.services.default.placement.when = full"), StringComparison.Ordinal);
        Assert.Contains("add front to actor-server.cluster.roles", TestSettings.ErrorOf(Node("roles = [workers]", "when = full")), StringComparison.Ordinal);
    }

    private string Node(string key, string placement = "") => $$"""
        actor-server.cluster {
          host = "10.0.0.1", seeds = ["10.0.0.1:4053", "[2001:DB8::1]:4053"]
          tls { certificate = "{{_pem}}", key = "{{_pem}}", authorities = "{{_pem}}" }
          {{key}}
        }
        actor-server.services.default.placement { {{placement}} }
        """;
}
