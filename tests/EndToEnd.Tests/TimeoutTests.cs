using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Each time-out resets the client that it is meant for, and the record names it.</summary>
public sealed class TimeoutTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan NotBefore = TimeSpan.FromSeconds(0.9);

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Each_timeout_cuts_off_whom_it_is_meant_for_and_is_named_in_the_record(string profile)
    {
        var server = await StartProfileAsync(FourServices(profile), services: 4);
        var silent = await ConnectAsync(server.Listening["first-byte"]);
        var idle = await ConnectAsync(server.Listening["idle"]);
        var stalled = await ConnectAsync(server.Listening["send-stall"]);
        var old = await ConnectAsync(server.Listening["lifetime"]);
        var talkative = await ConnectAsync(server.Listening["first-byte"]);
        Assert.Equal("x", await idle.AskAsync("x"));
        Assert.Equal("x", await talkative.AskAsync("x"));

        await Task.WhenAll(
            IsCutOffAsync(server, silent, "first-byte-timeout"),
            IsCutOffAsync(server, idle, "idle-timeout"),
            IsRecordedAsync(server, stalled, "send-stall-timeout"),
            TalksUntilCutOffAsync(server, old, "max-lifetime"));
        Assert.Equal("past the first byte", await talkative.AskAsync("past the first byte"));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_handler_that_hangs_does_not_disarm_the_timeouts(string profile)
    {
        var server = await StartAsync(
            profile, "chaos", "services.default.limits.idle-timeout=1s", "backends.process.kill-timeout=1s", "shutdown.drain-timeout=0s");
        var client = await ConnectAsync(server);

        await client.SendAsync("block 8s\n");

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("idle-timeout", (await server.ClosingRecordAsync(client)).Reason);
    }

    private static string FourServices(string profile) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(profile)}}, listen.port = 0, handler.type = echo }
        actor-server.services {
          first-byte { limits.first-byte-timeout = 1s }
          idle       { limits.idle-timeout = 1s }
          send-stall { limits.send-stall-timeout = 1s, handler.type = chargen }
          lifetime   { limits.max-lifetime = 1s }
        }
        """;

    private static async Task IsCutOffAsync(ServerProcess server, Client client, string reason)
    {
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        await IsRecordedAsync(server, client, reason);
    }

    private static async Task TalksUntilCutOffAsync(ServerProcess server, Client client, string reason)
    {
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(async () =>
        {
            while (true)
                await client.AskAsync("still here");
        });
        await IsRecordedAsync(server, client, reason);
    }

    private static async Task IsRecordedAsync(ServerProcess server, Client client, string reason)
    {
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(reason, record.Reason);
        Assert.InRange(TimeSpan.FromMilliseconds(record.Number("duration-ms")), NotBefore, TimeSpan.FromSeconds(10));
    }
}
