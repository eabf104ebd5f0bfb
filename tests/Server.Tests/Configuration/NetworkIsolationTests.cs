using ActorServer.Server.Settings;


namespace ActorServer.Server.Tests.Configuration;

public class NetworkIsolationTests
{
    private static readonly (string, string) Process = ("actor-server.service-defaults.isolation", "process");

    [Theory]
    [InlineData("unshare --net", "unshare --net")]
    [InlineData("/usr/bin/unshare -r --net", "unshare --net")]
    [InlineData("unshare -n", "unshare -n")]
    [InlineData("unshare -rn", "unshare -rn")]
    [InlineData("nice -n 5 unshare --net=/run/netns/a", "unshare --net=/run/netns/a")]
    [InlineData("chrt -b 0 bwrap --ro-bind / / --unshare-net", "bwrap --unshare-net")]
    [InlineData("bwrap --unshare-all", "bwrap --unshare-all")]
    [InlineData("ip netns exec jail", "ip netns exec")]
    [InlineData("systemd-run --scope -p PrivateNetwork=yes", "systemd-run PrivateNetwork=yes")]
    [InlineData("firejail --net=none", "firejail --net=none")]
    public void A_command_that_takes_the_network_away_is_recognised(string command, string found) =>
        Assert.Equal(found, NetworkIsolation.Find(command.Split(' ')));

    [Theory]
    [InlineData("nice -n 5")]
    [InlineData("setpriv --no-new-privs")]
    [InlineData("unshare --pid --fork")]
    [InlineData("bwrap --unshare-all --share-net")]
    [InlineData("unshare -S 100 nice -n 5")]
    public void Another_is_not(string command) => Assert.Null(NetworkIsolation.Find(command.Split(' ')));

    [Theory]
    [InlineData("auto", 1)]
    [InlineData("hand-off", 1)]
    [InlineData("relay", 0)]
    public void With_the_clients_socket_in_the_worker_it_is_warned_of(string bytePath, int warnings)
    {
        var settings = TestSettings.Of("actor-server.backends.process.command-prefix = [env, unshare, --net]", Process, ("actor-server.backends.process.byte-path", bytePath));

        Assert.Equal(warnings, NetworkIsolation.Warnings(settings).Count());
        Assert.All(NetworkIsolation.Warnings(settings), warning => Assert.Contains("backends.process.byte-path = relay", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_without_workers_is_not() =>
        Assert.Empty(NetworkIsolation.Warnings(TestSettings.Of("actor-server.backends.process.command-prefix = [env, unshare, --net]")));

    [Theory]
    [InlineData("[\"unix:/x\"]", 0)]
    [InlineData("[\"unix:/x\", \"127.0.0.1:0\"]", 1)]
    public void Where_clients_come_to_Unix_sockets_alone_no_worker_has_a_socket_of_a_network(string addresses, int warnings)
    {
        var settings = TestSettings.Of("actor-server.backends.process.command-prefix = [env, unshare, --net]", Process, ("actor-server.services.default.listen.addresses", addresses));

        Assert.Equal(warnings, NetworkIsolation.Warnings(settings).Count());
    }
}
