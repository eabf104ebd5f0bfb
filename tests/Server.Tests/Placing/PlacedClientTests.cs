using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ActorServer.Cluster.Places;
using ActorServer.Monitoring;
using ActorServer.Server.Tests.Steering;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Placing;

/// <summary>A client of a front that another server serves. Both are whole; what a cluster system says between them is played.</summary>
public sealed class PlacedClientTests
{
    [Fact]
    public async Task It_is_served_there_and_both_records_name_the_other()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        Assert.Contains("isolation=thread connection=c-1", Say(client, "whoami"), StringComparison.Ordinal);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, client.Receive(new byte[1]));
        client.Close();
        servers.AssertClosed("peer-closed", "peer-closed");
        Assert.Contains(" in=7 ", TwoServers.Closed(servers.Front), StringComparison.Ordinal);
        Assert.Contains(" in=7 ", TwoServers.Closed(servers.Node), StringComparison.Ordinal);
        servers.AwaitFree(1024);
    }

    [Fact]
    public async Task Each_server_shows_the_other_and_how_many_clients_are_there_and_here()
    {
        await using var servers = await TwoServers.StartAsync();
        using var asked = new HeardMetrics("default");
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        Assert.Equal(("127.0.0.2:4053", "up", 1, 0), await OtherAsync(servers.Front));
        Assert.Equal(("127.0.0.1:4053", "up", 0, 1), await OtherAsync(servers.Node));
        Assert.InRange(asked.Count(ServerMeter.ReservationDuration), 1, int.MaxValue);

        client.Close();
        var since = Stopwatch.GetTimestamp();
        while (await OtherAsync(servers.Front) is not (_, _, 0, 0) || await OtherAsync(servers.Node) is not (_, _, 0, 0))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < SocketPair.Patience);
            await Task.Delay(10);
        }

        static async Task<(string, string, int, int)> OtherAsync(RunningServer server)
        {
            var nodes = (await server.Server.ReadStatusAsync(connections: false, workers: false, default)).Nodes!;
            Assert.True(nodes[0].IsSelf);
            var other = Assert.Single(nodes.Skip(1));
            return (other.Name, other.State, other.LegsThere, other.LegsHere);
        }
    }

    [Theory]
    [InlineData("listen.port = 0")]
    [InlineData("listen.addresses = [\"unix:%\"]")]
    public async Task Every_byte_arrives_before_the_end_both_ways(string listen)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        await using var servers = await TwoServers.StartAsync(handler: "stream-echo", listen: listen.Replace("%", path, StringComparison.Ordinal));
        var isUnix = listen.Contains("unix", StringComparison.Ordinal);
        using var client = !isUnix ? await servers.ConnectAsync() : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (isUnix)
            await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var sent = RandomNumberGenerator.GetBytes(3 << 20);
        var sending = Task.Run(async () =>
        {
            await client.SendAsync(sent);
            client.Shutdown(SocketShutdown.Send);
        });
        using var received = new MemoryStream();
        using var stream = new NetworkStream(client, ownsSocket: false);
        await stream.CopyToAsync(received).WaitAsync(SocketPair.Patience);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
        client.Close();
        servers.AssertClosed("peer-closed", "peer-closed");
    }

    [Fact]
    public async Task A_client_that_resets_is_reset_there()
    {
        await using var servers = await TwoServers.StartAsync();
        var client = await servers.ConnectAsync();
        Say(client, "count");
        SocketPair.Abort(client);
        servers.AssertClosed("peer-reset", "peer-reset");
        servers.AwaitFree(1024);
    }

    [Fact]
    public async Task A_handler_that_fails_there_resets_the_client_and_its_error_is_in_both_records()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        client.Send("throw\n"u8);
        AssertReset(client);
        servers.AssertClosed("handler-failed", "handler-failed");
        Assert.Contains("chaos: throw", TwoServers.Closed(servers.Front), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_node_is_lost_costs_nobody_whose_leg_is_alive_and_whose_is_not_need_not_wait_for_a_word()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        servers.Network.Mute.Add(TwoServers.NodeName);
        servers.Network.Lose(TwoServers.NodeName);
        Say(client, "count");
        client.Send("throw\n"u8);
        AssertReset(client);
        Assert.Contains(" reason=node-lost ", TwoServers.Closed(servers.Front), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_word_counts_only_of_the_node_that_serves_the_client()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        servers.Network.Say(TwoServers.FrontName, new LegEnded(new NodeName("127.0.0.3", 4053), "default", "c-1", "worker-died", "7", "code:3", null));
        client.Send("throw\n"u8);
        AssertReset(client);
        servers.AssertClosed("handler-failed", "handler-failed");
    }

    [Fact]
    public async Task A_last_word_whose_reason_is_none_counts_as_a_lost_nodes()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        servers.Network.Mute.Add(TwoServers.NodeName);
        servers.Network.Say(TwoServers.FrontName, new LegEnded(TwoServers.NodeName, "default", "c-1", "invented", "7", null, null));
        client.Send("throw\n"u8);
        AssertReset(client);
        Assert.Matches(" reason=node-lost .* worker=7", TwoServers.Closed(servers.Front));
    }

    [Fact]
    public async Task A_client_of_a_role_without_a_place_holds_up_none_of_another()
    {
        await using var servers = await TwoServers.StartAsync("placement { when = always, rules = [\"127.0.0.9/32 = sandbox\"] }, limits.max-waiting = 9");
        using var waits = await servers.Front.ConnectAsync(from: "127.0.0.9");
        AwaitHeld(servers);
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        AwaitHeld(servers);
    }

    [Fact]
    public async Task A_leg_that_is_reset_without_a_word_is_a_lost_node()
    {
        await using var servers = await TwoServers.StartAsync();
        servers.Network.Mute.Add(TwoServers.NodeName);
        using var client = await servers.ConnectAsync();
        client.Send("throw\n"u8);
        AssertReset(client);
        servers.AssertClosed("node-lost", "handler-failed");
    }

    [Fact]
    public async Task An_answer_is_complete_without_a_word_too()
    {
        await using var servers = await TwoServers.StartAsync();
        servers.Network.Mute.Add(TwoServers.NodeName);
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, client.Receive(new byte[1]));
        client.Close();
        servers.AssertClosed("peer-closed", "peer-closed");
    }

    [Fact]
    public async Task Time_limits_of_the_client_are_its_fronts()
    {
        await using var servers = await TwoServers.StartAsync("placement.when = always, limits.idle-timeout = 300ms", "limits { idle-timeout = 100ms, first-byte-timeout = 100ms, max-lifetime = 100ms }");
        using var client = await servers.ConnectAsync();
        AssertReset(client);
        servers.AssertClosed("idle-timeout", "peer-reset");
    }

    [Fact]
    public async Task An_operator_closes_it_on_its_front()
    {
        await using var servers = await TwoServers.StartAsync();
        using var client = await servers.ConnectAsync();
        Say(client, "count");
        Assert.IsType<ControlOutcome.Done>(await servers.Front.Control.CloseAsync("c-1", RunningServer.Somebody));
        AssertReset(client);
        servers.AssertClosed("operator-closed", "peer-reset");
    }

    [Fact]
    public async Task What_does_not_fit_here_goes_there_and_what_fits_nowhere_waits()
    {
        await using var servers = await TwoServers.StartAsync("placement.when = full, limits { max-connections = 10, max-waiting = 1 }, isolation = inline", "limits.max-connections = 1");
        using var here = await servers.ConnectAsync();
        Assert.Contains("isolation=inline", Say(here, "whoami"), StringComparison.Ordinal);
        var there = await servers.ConnectAsync();
        Assert.Contains("isolation=thread", Say(there, "whoami"), StringComparison.Ordinal);
        using var waits = await servers.ConnectAsync();
        waits.Send("whoami\n"u8);
        AwaitHeld(servers);
        using var refused = await servers.ConnectAsync();
        AssertReset(refused);
        there.Close();
        Assert.Contains("isolation=thread", Line(waits), StringComparison.Ordinal);
        Assert.Equal((2, 0), (Status(servers.Front).Served, Status(servers.Front).Held));
    }

    [Fact]
    public async Task A_node_with_another_handler_takes_nobody()
    {
        await using var servers = await TwoServers.StartAsync("placement.when = always, limits.max-waiting = 0", "handler.type = stream-echo");
        using var client = await servers.ConnectAsync();
        AssertReset(client);
        Assert.True(SpinWait.SpinUntil(() => servers.Front.Log.Of("refused").Count > 0, SocketPair.Patience));
        Assert.Contains(" reason=full", Assert.Single(servers.Front.Log.Of("refused")), StringComparison.Ordinal);
        Assert.Contains(servers.Node.Log.Lines, line => line.StartsWith("legs: service=default front=127.0.0.1 its handler stream-chaos", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server")]
    [InlineData("handler")]
    public async Task Its_TLS_ends_on_its_front_or_there(string endsIn)
    {
        var pair = new TestAuthority().Issue("server.example");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, pair.Chain + pair.KeyPem);
        var tls = $"tls {{ certificate = \"{file}\", ends-in = {endsIn} }}";
        await using var servers = await TwoServers.StartAsync($"placement.when = always, {tls}", tls);
        using var client = await servers.ConnectAsync();
        using (var stream = new SslStream(new NetworkStream(client, ownsSocket: false), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null))
        {
            await stream.AuthenticateAsClientAsync("server.example").WaitAsync(SocketPair.Patience);
            await stream.WriteAsync("whoami\n"u8.ToArray());
            using var reader = new StreamReader(stream, leaveOpen: true);
            Assert.Contains("isolation=thread", await reader.ReadLineAsync().WaitAsync(SocketPair.Patience), StringComparison.Ordinal);
            await stream.ShutdownAsync();
            Assert.Null(await reader.ReadLineAsync().WaitAsync(SocketPair.Patience));
        }

        client.Close();
        servers.AssertClosed("peer-closed", "peer-closed");
        Assert.Equal(endsIn == "server", !TwoServers.Closed(servers.Node).Contains(" tls=1.", StringComparison.Ordinal));
        Assert.Equal(endsIn == "server", TwoServers.Closed(servers.Front).Contains(" tls=1.", StringComparison.Ordinal));
        Assert.Equal(endsIn == "server", servers.Front.Log.Lines.Contains("legs: unencrypted service=default"));
        File.Delete(file);
    }

    [Fact]
    public async Task A_worker_that_dies_there_resets_the_client_and_both_records_say_how()
    {
        await using var servers = await TwoServers.StartAsync("placement.when = always, isolation = inline", "isolation = process", handler: "chaos");
        using var client = await servers.ConnectAsync();
        client.Send("exit 3\n"u8);
        AssertReset(client);
        servers.AssertClosed("worker-died", "worker-died");
        var worker = Regex.Match(TwoServers.Closed(servers.Node), " worker=[0-9]+ ").Value;
        Assert.Contains(worker + "exit=code:3", TwoServers.Closed(servers.Front), StringComparison.Ordinal);
        Assert.Contains(" exit=code:3", TwoServers.Closed(servers.Node), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_at_the_start_that_legs_are_unencrypted()
    {
        await using var servers = await TwoServers.StartAsync();
        Assert.Contains("legs: unencrypted service=default", servers.Front.Log.Lines);
        Assert.Contains("legs: unencrypted service=default", servers.Node.Log.Lines);
    }

    private static void AwaitHeld(TwoServers servers) => Assert.True(SpinWait.SpinUntil(() => Status(servers.Front).Held == 1, SocketPair.Patience));

    private static ServiceStatus Status(RunningServer server) =>
        server.Server.ReadStatusAsync(connections: false, workers: false, default).GetAwaiter().GetResult().Services[0];

    private static string Say(Socket client, string command)
    {
        client.Send(Encoding.UTF8.GetBytes(command + "\n"));
        return Line(client);
    }

    private static string Line(Socket client)
    {
        var line = new StringBuilder();
        for (var one = new byte[1]; client.Receive(one) == 1 && one[0] != '\n';)
            line.Append((char)one[0]);
        return line.ToString();
    }

    private static void AssertReset(Socket client) =>
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => client.Receive(new byte[1])).SocketErrorCode);
}
