using System.Net;
using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What <c>--host</c> means: an address of either family, in brackets or not, all addresses, or a name.</summary>
public sealed class AddressesTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("event", "::", "akka-io")]
    [InlineData("thread", "[::]", "socket")]
    [InlineData("process", "::", "socket")]
    [InlineData("process+relay", "[::]", "akka-io")]
    public async Task All_addresses_are_those_of_both_families_on_one_socket(string variant, string host, string acceptor)
    {
        if (!HasIPv6())
            return;
        var server = await StartAsync(variant, "log", $"services.default.listen.host={host}", $"services.default.listen.acceptor={acceptor}");
        Assert.Equal([$"[::]:{server.Port}"], server.Addresses);
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            var client = await ConnectAsync(server.Port, address);
            await client.SendAsync("hello\n");
            client.EndSending();
            Assert.Equal("", await client.ReadTextToEndAsync());
            Assert.Equal("peer-closed", (await server.ClosingRecordAsync(client)).Reason);
            await Eventually.HoldsAsync(
                "the handler shows the client as it knows itself", Deadlines.Step, () => server.Output.All.Contains($"closed [{client.Address}]"), server.ToString);
        }
    }

    [Fact]
    public async Task Brackets_are_accepted_on_the_command_line_and_in_the_environment()
    {
        if (!HasIPv6())
            return;
        var server = await StartAsync(NewTemporaryDirectory(), ["--host", "[::1]", "--port", "0"]);
        Assert.Equal([$"[::1]:{server.Port}"], server.Addresses);
        var client = await ConnectAsync(server.Port, IPAddress.IPv6Loopback);
        Assert.Equal("hello", await client.AskAsync("hello"));

        await using var other = ServerProcess.Spawn(
            ["--port", "0"], NewTemporaryDirectory(), ("ACTOR_SERVER__SERVICES__DEFAULT__LISTEN__HOST", "[::1]"));
        await Eventually.HoldsAsync("it listens", Deadlines.Start, () => other.Listening.Count == 1, other.ToString);
        Assert.Equal([$"[::1]:{other.Port}"], other.Addresses);
    }

    [FactWithHosts]
    public async Task A_name_listens_on_every_address_that_it_has_on_one_port()
    {
        var hosts = Keep(new HostsFile("127.0.0.1 a-name", "127.0.0.2 a-name"));
        var server = await StartAsync(NewTemporaryDirectory(), ["--host", "a-name", "--port", "0", "--set", "actor-server.shutdown.drain-timeout=0s"], hosts.With);
        await Eventually.HoldsAsync("both lines are there", Deadlines.Step, () => server.Addresses.Count == 2, server.ToString);
        Assert.Equal([$"127.0.0.1:{server.Port}", $"127.0.0.2:{server.Port}"], server.Addresses);
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.Parse("127.0.0.2") })
        {
            var client = await ConnectAsync(server.Port, address);
            Assert.Equal("hello", await client.AskAsync("hello"));
        }

        server.Send(Signal.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }

    [FactWithHosts]
    public async Task Of_a_name_the_address_of_a_family_that_the_machine_does_not_have_is_left_out()
    {
        var hosts = Keep(new HostsFile("127.0.0.1 localhost", "::1 localhost"));
        var server = await StartAsync(NewTemporaryDirectory(), ["--host", "localhost", "--port", "0"], hosts.WithoutIPv6);
        Assert.Equal([$"127.0.0.1:{server.Port}"], server.Addresses);
        if (HasIPv6())
            await server.LoggedAsync("listen: localhost has the address ::1 as well, of a kind that this machine does not have; skipped");
    }

    private static bool HasIPv6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
