using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Handlers that let input wait, and clients that take too little of what waits for them.</summary>
public sealed class StallTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Stall = "services.default.limits.handler-stall-timeout=2s";

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_handler_that_hangs_while_input_waits_is_named_in_the_record(string profile)
    {
        var server = await StartAsync(profile, "chaos", Stall, "shutdown.drain-timeout=0s");
        var client = await ConnectAsync(server);

        await client.SendAsync("block 60s\n");
        await SendUntilCutOffAsync(client);

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("handler-stalled", record.Reason);
        Assert.InRange(record.Number("duration-ms"), 2_000, long.MaxValue);
        await server.LoggedAsync(Variant.Isolation(profile) switch
        {
            "process" => "its handler has stalled connection c-1",
            "thread" => "stalled: id=c-1 service=default thread=c-1 ",
            "inline" => "stalled: id=c-1 service=default thread=actor-server.inline.default ",
            _ => "stalled: id=c-1 service=default thread=actor-server.event-dispatcher ",
        });
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task One_that_computes_for_less_is_left_alone(string profile)
    {
        var server = await StartAsync(profile, "chaos", "services.default.limits.handler-stall-timeout=20s");
        var client = await ConnectAsync(server);

        await client.SendAsync("block 1s\n");

        Assert.Equal("ok", await client.AskAsync("echo what waits"));
        Assert.Equal("what waits", await client.ReadLineAsync());
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task One_that_waits_for_a_client_who_does_not_read_is_left_alone(string profile)
    {
        var server = await StartAsync(profile, "echo", Stall, "services.default.limits.send-stall-timeout=6s");
        var client = await ConnectAsync(server);

        // More than the kernel and the handler hold: input waits, and so does output.
        await FillAsync(client);

        Assert.Equal("send-stall-timeout", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_client_who_takes_too_little_of_what_waits_is_ended(string profile)
    {
        var server = await StartAsync(
            profile, "chargen", "services.default.limits.min-rate=1000000000", "services.default.limits.min-rate-grace=1s");
        var client = await ConnectAsync(server);

        using var enough = new CancellationTokenSource();
        var reading = ReadSlowlyAsync(client, enough.Token);

        Assert.Equal("too-slow", (await server.ClosingRecordAsync(client)).Reason);
        await enough.CancelAsync();
        await reading;
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task One_who_takes_everything_may_be_as_slow_as_it_likes(string profile)
    {
        var server = await StartAsync(
            profile, "echo", "services.default.limits.min-rate=1000000000", "services.default.limits.min-rate-grace=1s",
            "services.default.limits.max-lifetime=4s");
        var client = await ConnectAsync(server);

        var echoes = 0;
        while (await EchoesAsync(client))
            echoes++;

        Assert.NotEqual(0, echoes);
        Assert.Equal("max-lifetime", (await server.ClosingRecordAsync(client)).Reason);
    }

    // What comes with the first piece is taken with it.
    internal static async Task SendUntilCutOffAsync(Client client)
    {
        try
        {
            for (; ; await Task.Delay(100))
                await client.SendAsync("what waits\n");
        }
        catch (Exception cutOff) when (cutOff is System.Net.Sockets.SocketException or IOException)
        {
            // At last.
        }
    }

    private static async Task FillAsync(Client client)
    {
        var piece = new byte[64 * 1024];
        try
        {
            while (true)
                await client.SendAsync(piece);
        }
        catch (Exception cutOff) when (cutOff is System.Net.Sockets.SocketException or IOException)
        {
            // At last.
        }
    }

    private static async Task ReadSlowlyAsync(Client client, CancellationToken enough)
    {
        var piece = new byte[1];
        while (!enough.IsCancellationRequested && await client.ReadAsync(piece) > 0)
            await Task.Delay(10, CancellationToken.None);
    }

    private static async Task<bool> EchoesAsync(Client client)
    {
        try
        {
            return await client.AskAsync("x") == "x";
        }
        catch (Exception cutOff) when (cutOff is System.Net.Sockets.SocketException or IOException)
        {
            return false;
        }
    }
}
