using System.Text;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Every byte that was written before a close arrives, also when the client has sent what nobody will read.</summary>
public sealed class LingerTests(ITestOutputHelper output, SharedServers servers) : ServerTest(output), IClassFixture<SharedServers>
{
    private const int Unread = 300_000;

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Daytime_answers_a_client_that_sends_without_reading_first(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["daytime"]);

        await client.SendAsync(new byte[Unread]);

        var answer = await client.ReadTextToEndAsync();
        Assert.EndsWith("\n", answer, StringComparison.Ordinal);
        client.EndSending();
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-closed", (long)answer.Length), (record.Reason, record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Daytime_answers_a_client_that_closes_its_sending_side_at_once(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["daytime"]);

        client.EndSending();

        Assert.EndsWith("\n", await client.ReadTextToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Chargen_goes_on_without_a_gap_for_a_client_that_sent_without_reading(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["chargen"]);

        await client.SendAsync(new byte[Unread]);

        CheckChargen(await client.ReadExactlyAsync(8 * 1024 * 1024));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task Chargen_ends_with_every_byte_it_wrote_when_a_client_that_sent_without_reading_closes_its_side(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["chargen"]);

        await client.SendAsync(new byte[Unread]);
        client.EndSending();
        var received = await client.ReadToEndAsync();

        CheckChargen(received);
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("peer-closed", received.Length), (record.Reason, record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_large_answer_arrives_in_full_although_more_was_sent_than_is_read(string profile)
    {
        const int Flood = 1024 * 1024;
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["chaos"]);

        await client.SendAsync("flood 1MiB\n" + new string('x', 20_000));
        client.EndSending();

        Assert.True((await client.ReadToEndAsync()).Length >= Flood);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_client_that_never_closes_its_side_is_closed_after_the_linger_timeout(string profile)
    {
        var server = await StartAsync(profile, "daytime", "services.default.limits.linger-timeout=1s");
        var client = await ConnectAsync(server);

        await client.ReadToEndAsync();

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("handler-closed", record.Reason);
        Assert.InRange(record.Number("duration-ms"), 900, 10_000);
    }

    private async Task<ServerProcess> ServerAsync(string profile) => Follow(await servers.OfAsync(profile, ["daytime", "chargen", "chaos"]));

    // RFC 864's pattern: each line of 72 characters begins with the next of the 95 printable ones.
    private static void CheckChargen(byte[] received)
    {
        var lines = Encoding.ASCII.GetString(received).Split("\r\n");
        Assert.True(lines.Length > 1);
        for (var i = 0; i < lines.Length - 1; i++)
        {
            var expected = string.Create(72, i, (line, first) =>
            {
                for (var at = 0; at < line.Length; at++)
                    line[at] = (char)(' ' + ((first + at) % 95));
            });
            Assert.Equal(expected, lines[i]);
        }
    }
}
