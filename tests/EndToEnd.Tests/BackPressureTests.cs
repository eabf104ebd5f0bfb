using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Fast senders, slow readers and clients that never read: all bytes arrive, and nobody's memory grows.</summary>
public sealed class BackPressureTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Mebibyte = 1024 * 1024;
    private const int MemoryBoundMebibytes = 150;
    private static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(500);

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Every_byte_comes_back_to_a_client_that_sends_and_reads_at_different_speeds(string profile)
    {
        // Many times what the kernel and the server hold.
        var total = (long)TestSize.Of(80, 200) * Mebibyte;
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        var sent = 0L;

        var sending = Task.Run(async () =>
        {
            var piece = new byte[256 * 1024];
            while (sent < total)
            {
                // Large pieces against small reads first, small pieces against large reads later.
                var next = piece.AsMemory(0, (int)Math.Min(total - sent, sent < total / 2 ? piece.Length : 10_007));
                Pattern.Fill(next.Span, sent);
                await client.SendAsync(next);
                Interlocked.Add(ref sent, next.Length);
            }

            client.EndSending();
        });
        await Eventually.SettlesAsync("the sender can send no more", Deadlines.Step, Stalled, () => Interlocked.Read(ref sent));
        Assert.False(sending.IsCompleted);
        var received = await ReadPatternAsync(client, total);
        await sending;

        Assert.Equal(total, received);
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal((total, total), (record.Number("in"), record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_client_that_never_reads_is_not_read_either_and_costs_no_memory(string profile)
    {
        var server = await StartProfileAsync(TwoServices(profile), services: 2, profile);
        var deaf = await ConnectAsync(server.Listening["deaf"]);
        var flooded = profile == "inline" ? deaf : await ConnectAsync(server.Listening["flooded"]);
        var other = profile == "inline" ? null : await ConnectAsync(server.Listening["flooded"]);

        if (profile != "inline")
            await flooded.SendAsync("flood 1GiB\n");
        var sent = await SendUntilStalledAsync(deaf);

        Assert.True(sent < 64 * Mebibyte, $"{sent / Mebibyte} MiB were taken from a client that does not read");
        if (other is not null)
            Assert.Equal("hello", await other.AskAsync("echo hello"));
        foreach (var pid in server.Workers.Append(server.Pid))
            Assert.InRange(ProcessTable.ResidentMebibytes(pid), 1, MemoryBoundMebibytes);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Many_bytes_to_a_client_that_only_reads_arrive(string profile)
    {
        const int Flood = 16 * Mebibyte;
        var server = await StartAsync(profile, "chaos");
        var client = await ConnectAsync(server);

        await client.SendAsync("flood 16MiB\n");
        client.EndSending();

        Assert.InRange((await client.ReadToEndAsync()).Length, Flood, Flood + 16);
    }

    private static string TwoServices(string profile) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(profile)}}, listen.port = 0 }
        actor-server.services {
          deaf { handler.type = echo, limits.send-stall-timeout = 0s }
          flooded { handler.type = chaos, limits.send-stall-timeout = 0s }
        }
        """;

    private static async Task<long> SendUntilStalledAsync(Client client)
    {
        using var enough = new CancellationTokenSource();
        var sent = 0L;
        var sending = Task.Run(async () =>
        {
            var piece = new byte[64 * 1024];
            while (sent < 256 * Mebibyte)
                Interlocked.Add(ref sent, await client.SendSomeAsync(piece, enough.Token));
        });
        await Eventually.SettlesAsync("the client can send no more", Deadlines.Step, Stalled, () => Interlocked.Read(ref sent));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        return sent;
    }

    private static async Task<long> ReadPatternAsync(Client client, long total)
    {
        var piece = new byte[256 * 1024];
        var received = 0L;
        while (await client.ReadAsync(piece.AsMemory(0, received < total / 2 ? 5_003 : piece.Length)) is var read and > 0)
        {
            Pattern.Check(piece.AsSpan(0, read), received);
            received += read;
        }

        return received;
    }
}
