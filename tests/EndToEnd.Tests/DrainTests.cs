using System.Globalization;
using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A signal stops the accepting at once; the clients that are there finish, within the drain time-out.</summary>
public sealed class DrainTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Busy_clients_finish_and_nothing_is_left_and_the_port_is_free_at_once(string profile)
    {
        // A managed worker costs half a second of processor time.
        var busy = profile == "process+managed" ? 3 : 10;
        var server = await StartAsync(profile, "chaos", "shutdown.drain-timeout=60s");
        var (port, temporary) = (server.Port, NewTemporaryDirectory());
        var clients = await ConnectAsync(server, busy);
        Assert.Equal("served", await clients[0].AskAsync("echo served"));
        foreach (var client in clients)
            await client.SendAsync("block 500ms\n");

        server.Send(Signal.Terminate);
        Assert.Contains($"draining: connections={busy} timeout=60s; signal again to stop now", await server.LoggedAsync("draining: "), StringComparison.Ordinal);
        await IsRefusedAsync(port);
        foreach (var client in clients)
        {
            await client.SendAsync("echo last words\n");
            client.EndSending();
            Assert.Equal("ok\nlast words\n", await client.ReadTextToEndAsync());
        }

        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        await server.NothingIsLeftAsync();
        Assert.Equal(busy, server.Closed.Count);
        Assert.All(server.Closed, record => Assert.Equal("peer-closed", record.Reason));
        var restarted = await StartAsync(temporary, ServerArguments.For(profile, "echo", Port(port)));
        Assert.Equal("x", await (await ConnectAsync(restarted)).AskAsync("x"));
    }

    [Fact]
    public async Task A_server_without_clients_ends_at_once()
    {
        var server = await StartAsync("process", "echo", "shutdown.drain-timeout=600s");

        server.Send(Signal.Interrupt);

        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        await server.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_signal_during_the_start_ends_the_server_in_order()
    {
        var temporary = NewTemporaryDirectory();
        await using var server = ServerProcess.Spawn(ServerArguments.For("process", "echo"), temporary);
        await Eventually.HoldsAsync("the first worker is being started", Deadlines.Start, () => server.Workers.Count > 0, server.ToString);

        server.Send(Signal.Terminate);

        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        await server.NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    public async Task The_port_is_free_at_once_also_when_the_server_has_closed_its_connections_first(string profile)
    {
        var server = await StartAsync(profile, "daytime");
        var port = server.Port;
        Assert.NotEmpty(await (await ConnectAsync(server)).ReadToEndAsync());
        server.Send(Signal.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));

        var restarted = await StartAsync(NewTemporaryDirectory(), ServerArguments.For(profile, "daytime", Port(port)));

        Assert.Equal(port, restarted.Port);
        Assert.NotEmpty(await (await ConnectAsync(restarted)).ReadToEndAsync());
    }

    private static string Port(int port) => string.Create(CultureInfo.InvariantCulture, $"services.default.listen.port={port}");

    private static async Task IsRefusedAsync(int port)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => Client.ConnectAsync(port));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }
}
