using System.Net.Sockets;
using System.Text;
using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.EndToEnd.Tests.Chaos;

/// <summary>
/// Clients that come and go at random, politely and not, of a service with <c>chaos</c> and one with <c>log</c>. Each may be reset
/// at any time, for others do worse to the server; an answer that is wrong, or none in time, is a failure.
/// </summary>
internal sealed class RandomClients(int chaosPort, int logPort, bool mayCrash)
{
    private int _connected;
    private int _served;
    private int _reset;

    /// <summary>How many the kernel has connected.</summary>
    public int Connected => _connected;

    /// <summary>How many were served to the end that they wanted.</summary>
    public int Served => _served;

    /// <summary>How many were reset against their will.</summary>
    public int Reset => _reset;

    /// <summary>One client after the other, until it is enough.</summary>
    public async Task ComeAndGoAsync(int seed, CancellationToken enough)
    {
        var random = new Random(seed);
        while (!enough.IsCancellationRequested)
            await OneAsync(random);
    }

    private async Task OneAsync(Random random)
    {
        var life = random.Next(mayCrash ? 12 : 10);
        using var client = await Client.ConnectAsync(life < 2 ? logPort : chaosPort);
        Interlocked.Increment(ref _connected);
        try
        {
            await LiveAsync(client, life, random);
            Interlocked.Increment(ref _served);
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref _reset);
        }
    }

    private static Task LiveAsync(Client client, int life, Random random) => life switch
    {
        0 or 1 => PrintAsync(client, random.Next(1, 200)),
        2 => LeaveAtOnceAsync(client, random.Next(2) == 0),
        3 => HangUpAsync(client),
        4 => TakeFloodAsync(client, random.Next(1, 64)),
        5 => BreakOffFloodAsync(client),
        6 => DieAsync(client, "throw"),
        7 => BlockAsync(client),
        10 => DieAsync(client, "failfast"),
        11 => DieAsync(client, "exit 3"),
        _ => EchoAsync(client, random.Next(1, 100)),
    };

    private static async Task PrintAsync(Client client, int lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
            text.Append('x', 100).Append('\n');
        await client.SendAsync(text.ToString());
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
    }

    private static async Task EchoAsync(Client client, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.Equal($"{i}", await client.AskAsync($"echo {i}"));
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
    }

    private static Task LeaveAtOnceAsync(Client client, bool withReset)
    {
        if (withReset)
            client.Reset();
        return Task.CompletedTask;
    }

    private static async Task HangUpAsync(Client client)
    {
        Assert.Equal("x", await client.AskAsync("echo x"));
        client.Reset();
    }

    private static async Task TakeFloodAsync(Client client, int pieces)
    {
        await client.SendAsync($"flood {pieces * 16}KiB\n");
        client.EndSending();
        // The flood, and the line that says it is done.
        Assert.InRange((await client.ReadToEndAsync()).Length, pieces * 16 * 1024, (pieces * 16 * 1024) + 16);
    }

    private static async Task BreakOffFloodAsync(Client client)
    {
        await client.SendAsync("flood 64MiB\n");
        await client.ReadExactlyAsync(1);
        client.Reset();
    }

    private static async Task DieAsync(Client client, string how)
    {
        await client.SendAsync(how + "\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
    }

    private static async Task BlockAsync(Client client) => Assert.Equal("ok", await client.AskAsync("block 50ms"));
}
