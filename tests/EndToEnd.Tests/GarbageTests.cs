using System.Text;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Nothing that a client may send does anything to anybody else.</summary>
public sealed class GarbageTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Length = 100_000;
    private static readonly string[] Handlers = ["log", "echo", "discard", "chargen", "daytime", "time", "chaos"];

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Random_bytes_to_every_handler_leave_it_serving(string profile)
    {
        // A managed worker costs half a second of processor time: one a service has to bear the garbage of all its clients.
        var workers = profile == "process+managed" ? "\nactor-server.backends.process.clients-per-worker = 0\n" : "";
        var server = await StartProfileAsync(ProfileFile.ServiceForEach(Handlers, profile) + workers, Handlers.Length, profile);

        for (var seed = 0; seed < (profile.StartsWith("process", StringComparison.Ordinal) ? 1 : 5); seed++)
        {
            foreach (var handler in Handlers)
                await SendGarbageAsync(server.Listening[handler], seed);
        }

        foreach (var handler in Handlers)
        {
            var client = await ConnectAsync(server.Listening[handler]);
            await StillServesAsync(handler, client, server);
            client.Dispose();
        }

        Assert.DoesNotContain(server.Closed, record => record.Reason is "handler-failed" or "worker-died");
    }

    // Half of it and a hard end, then all of it from a client that reads the answer.
    private async Task SendGarbageAsync(int port, int seed)
    {
        var garbage = new byte[Length];
        new Random(seed).NextBytes(garbage);
        var rude = await ConnectAsync(port);
        await TrySendAsync(rude, garbage.AsMemory(0, Length / 2));
        rude.Reset();

        var polite = await ConnectAsync(port);
        var sending = TrySendAsync(polite, garbage);
        await ReadSomethingAsync(polite);
        polite.Dispose();
        await sending;
    }

    private static async Task ReadSomethingAsync(Client client)
    {
        try
        {
            // log and discard answer nothing; their end is the answer.
            await client.ReadAsync(new byte[1024]);
        }
        catch (System.Net.Sockets.SocketException)
        {
        }
    }

    // A handler that closes first makes the kernel refuse the rest.
    private static async Task TrySendAsync(Client client, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await client.SendAsync(bytes);
            client.EndSending();
        }
        catch (Exception failure) when (failure is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task StillServesAsync(string handler, Client client, ServerProcess server)
    {
        switch (handler)
        {
            case "echo":
                Assert.Equal("hello", await client.AskAsync("hello"));
                break;
            case "chaos":
                Assert.Equal("hello", await client.AskAsync("echo hello"));
                break;
            case "log":
                await client.SendAsync("hello");
                await Eventually.HoldsAsync("it is printed", Deadlines.Step, () => server.Output.All.Contains($"recv [{client.Address}]: hello"), server.ToString);
                break;
            case "discard":
                await client.SendAsync("hello");
                client.EndSending();
                Assert.Empty(await client.ReadToEndAsync());
                break;
            case "time":
                Assert.Equal(4, (await client.ReadToEndAsync()).Length);
                break;
            case "daytime":
                Assert.NotEmpty(await client.ReadTextToEndAsync());
                break;
            case "chargen":
                Assert.Contains("0123456789", Encoding.ASCII.GetString(await client.ReadExactlyAsync(1000)), StringComparison.Ordinal);
                break;
        }
    }
}
