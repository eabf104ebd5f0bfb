using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Clients come and go; what they used is given back.</summary>
public sealed class LeakTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int AtOnce = 10;

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Short_connections_leave_no_thread_descriptor_or_process_behind(string profile)
    {
        var count = profile switch
        {
            "process" or "process+several" => TestSize.Of(200, 2000),
            "process+relay" => TestSize.Of(40, 2000),
            // Each costs half a second of processor time.
            "process+managed" => TestSize.Of(12, 2000),
            _ => 2000,
        };
        var server = await StartAsync(profile, "echo", OneWorker(profile));
        // The first clients make the runtime start its threads and open its files.
        var first = Math.Max(4, count / 10);
        await ShortConnectionsAsync(server, first);
        await AllClosedAsync(server, first);
        var before = await SettledAsync(server);

        await ShortConnectionsAsync(server, count);

        await AllClosedAsync(server, first + count);
        await IsAsBeforeAsync(server, before);
        Assert.Equal(server.Opened.Select(record => record.Id).Order(), server.Closed.Select(record => record.Id).Order());
    }

    [Theory]
    [ClassData(typeof(EveryConcurrentProfile))]
    public async Task Connections_that_end_badly_leave_nothing_behind_either(string profile)
    {
        var count = profile.StartsWith("process", StringComparison.Ordinal) ? TestSize.Of(8, 200) : 300;
        var server = await StartAsync(profile, "chaos", OneWorker(profile));
        await BadEndsAsync(server, Math.Max(4, count / 10));
        await AllClosedAsync(server, Math.Max(4, count / 10));
        var before = await SettledAsync(server);

        await BadEndsAsync(server, count);

        await IsAsBeforeAsync(server, before);
    }

    // One that is used again stays; a second one would look like something left behind.
    private static string[] OneWorker(string profile) => profile == "process+several" ? ["backends.process.max-workers=1"] : [];

    private static async Task ShortConnectionsAsync(ServerProcess server, int count) =>
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            using var client = await Client.ConnectAsync(server.Port);
            await client.SendAsync("short\n");
            client.EndSending();
            Assert.Equal("short\n", await client.ReadTextToEndAsync());
        });

    // In turn: the handler throws, the client resets, the client resets before it is served.
    private static async Task BadEndsAsync(ServerProcess server, int count) =>
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            using var client = await Client.ConnectAsync(server.Port);
            if (i % 3 == 2)
            {
                client.Reset();
                return;
            }

            Assert.Equal("x", await client.AskAsync("echo x"));
            if (i % 3 == 1)
            {
                client.Reset();
                return;
            }

            await client.SendAsync("throw\n");
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        });

    // Threads of the pool come for a timer that is due and go again: the fewest are those that stay.
    private static Task<Counts> SettledAsync(ServerProcess server)
    {
        var fewest = int.MaxValue;
        return Eventually.SettlesAsync("the counts settle", Deadlines.Step, TimeSpan.FromSeconds(2), () =>
        {
            var now = Counts.Of(server);
            fewest = Math.Min(fewest, now.Threads);
            return now with { Threads = fewest };
        });
    }

    private static Task IsAsBeforeAsync(ServerProcess server, Counts before) =>
        Eventually.HoldsAsync(
            "all is as before", TimeSpan.FromSeconds(45), () => Counts.Of(server).IsWithin(before),
            () => $"{before} → {Counts.Of(server)}; {string.Join(", ", server.ThreadNames.Concat(server.DescriptorTargets))}");

    private static Task AllClosedAsync(ServerProcess server, int count) =>
        Eventually.HoldsAsync(
            "every client is accounted for", Deadlines.Step, () => server.Closed.Count + server.Refused.Count >= count,
            () => $"{server.Closed.Count} of {count}");

    private sealed record Counts(int Threads, int Descriptors, int Workers)
    {
        public static Counts Of(ServerProcess server) => new(server.Threads, server.Descriptors, server.Workers.Count);

        public bool IsWithin(Counts before) => Threads <= before.Threads && Descriptors <= before.Descriptors && Workers <= before.Workers;
    }
}
