using System.Net.Sockets;
using System.Security.Cryptography;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>The port of legs, and somebody who has no place.</summary>
[Collection(Hosts.Collection)]
public sealed class TicketTests(ITestOutputHelper output) : ScaleTest(output)
{
    private const int Length = 16;
    private const int Stranger = 3;
    private static readonly Node Front = Node.Front(1);
    private static readonly Node Taker = Node.Workers(2);
    private static readonly byte[] Asks = "echo stolen\n"u8.ToArray();

    [FactWithNetworks]
    public async Task A_ticket_that_nobody_gave_and_one_that_was_used_get_nothing_wherever_they_come_from()
    {
        await MakeHostsAsync([Front, Taker], spare: 1);
        await Task.WhenAll(StartNodeAsync(Front), StartNodeAsync(Taker));
        await AllAreUpAsync(Front, Taker);
        using var sniffer = Network.Sniffer();
        var client = await ConnectAsync(Front);
        Assert.Equal("mine", await client.AskAsync("echo mine"));
        var used = await TicketAsync(sniffer);

        foreach (var from in new[] { Front.Host, Stranger })
        {
            await GetsNothingAsync(from, used);
            for (var i = 0; i < 20; i++)
                await GetsNothingAsync(from, RandomNumberGenerator.GetBytes(Length));
        }

        Assert.Equal("still mine", await client.AskAsync("echo still mine"));
        Assert.Single(At(Taker.Host).Opened);
    }

    [FactWithNetworks]
    public async Task Strangers_who_say_nothing_or_half_a_ticket_hold_up_nobody()
    {
        await MakeHostsAsync([Front, Taker], spare: 1);
        await Task.WhenAll(StartNodeAsync(Front), StartNodeAsync(Taker));
        await AllAreUpAsync(Front, Taker);

        for (var i = 0; i < 200; i++)
        {
            var stranger = await ConnectAsync(Taker.Host, Node.LegsPort, from: Stranger);
            await stranger.TrySendAsync(RandomNumberGenerator.GetBytes(i % Length));
        }

        for (var i = 0; i < 20; i++)
            Assert.Equal("x", await (await ConnectAsync(Front)).AskAsync("echo x"));
        // The log is written behind the answers.
        await Eventually.HoldsAsync("all are opened", Deadlines.Step, () => At(Taker.Host).Opened.Count == 20, At(Taker.Host).ToString);
    }

    private async Task GetsNothingAsync(int from, byte[] ticket)
    {
        var leg = await ConnectAsync(Taker.Host, Node.LegsPort, from);
        await leg.TrySendAsync(ticket.Concat(Asks).ToArray());
        Assert.Null(await leg.TryReadLineAsync());
    }

    /// <summary>The first bytes that the front has sent to the port of legs.</summary>
    private static async Task<byte[]> TicketAsync(Socket sniffer)
    {
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        var frame = new byte[64 * 1024];
        while (true)
        {
            var length = await sniffer.ReceiveAsync(frame, deadline.Token);
            if (Segment(frame.AsSpan(0, length)) is { Length: >= Length } said)
                return said[..Length];
        }
    }

    // Ethernet, IPv4 (RFC 791), TCP (RFC 9293).
    private static byte[] Segment(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 54 || frame[12] != 8 || frame[13] != 0 || frame[23] != (byte)ProtocolType.Tcp)
            return [];
        var ip = frame[14..];
        var tcp = ip[((ip[0] & 15) * 4)..((ip[2] << 8) + ip[3])];
        return ((tcp[2] << 8) + tcp[3]) == Node.LegsPort ? tcp[((tcp[12] >> 4) * 4)..].ToArray() : [];
    }
}
