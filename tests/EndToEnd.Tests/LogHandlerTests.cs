using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The classic text's service: it prints what it receives, and the close, and answers nothing.</summary>
public sealed class LogHandlerTests(ITestOutputHelper output, SharedServers servers) : ServerTest(output), IClassFixture<SharedServers>
{
    private const string Log = "log";
    private const string StreamLog = "stream-log";

    [Theory]
    [InlineData("inline", Log)]
    [InlineData("event", Log)]
    [InlineData("thread", Log)]
    [InlineData("process", Log)]
    [InlineData("inline", StreamLog)]
    [InlineData("event", StreamLog)]
    [InlineData("thread", StreamLog)]
    [InlineData("process", StreamLog)]
    public async Task What_a_client_sends_is_printed_piece_by_piece_and_then_its_close(string profile, string handler)
    {
        var server = await ServerAsync(profile);
        var client = await UnprintedAsync(server, handler);

        await client.SendAsync("hello\n");
        await PrintedAsync(server, $@"recv [{client.Address}]: hello\n");
        await client.SendAsync("again\n");
        await PrintedAsync(server, $@"recv [{client.Address}]: again\n");
        client.EndSending();
        await PrintedAsync(server, $"closed [{client.Address}]");

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(3, server.Output.All.Count(line => line.Contains($"[{client.Address}]", StringComparison.Ordinal)));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task Bytes_that_are_no_text_stay_on_one_line(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await UnprintedAsync(server, Log);

        await client.SendAsync(new byte[] { (byte)'a', 0x1b, (byte)'[', 0xff, 0, (byte)'\r', (byte)'\n', (byte)'z' });
        client.EndSending();
        await PrintedAsync(server, $"closed [{client.Address}]");

        var printed = server.Output.All.Where(line => line.StartsWith($"recv [{client.Address}]", StringComparison.Ordinal));
        var text = string.Concat(printed.Select(line => line[(line.IndexOf("]: ", StringComparison.Ordinal) + 3)..]));
        Assert.StartsWith("a", text, StringComparison.Ordinal);
        Assert.EndsWith("z", text, StringComparison.Ordinal);
        Assert.All(text, letter => Assert.InRange(letter, ' ', '~'));
        Assert.DoesNotContain(server.Output.All, line => line.StartsWith('z'));
    }

    [Fact]
    public async Task In_inline_the_next_client_is_printed_after_the_close_of_the_first()
    {
        var server = await StartAsync("inline", "log");
        var first = await ConnectAsync(server);
        var second = await ConnectAsync(server);

        await second.SendAsync("second\n");
        await first.SendAsync("first\n");
        await PrintedAsync(server, $@"recv [{first.Address}]: first\n");
        first.EndSending();
        second.EndSending();
        await PrintedAsync(server, $"closed [{second.Address}]");

        Assert.Equal(
            [
                $@"recv [{first.Address}]: first\n",
                $"closed [{first.Address}]",
                $@"recv [{second.Address}]: second\n",
                $"closed [{second.Address}]",
            ],
            server.Output.All.Skip(1));
    }

    private async Task<ServerProcess> ServerAsync(string profile) => Follow(await servers.OfAsync(profile, [Log, StreamLog]));

    // A client of the other service may have had its port: the kernel gives the same to connections that lead elsewhere.
    private async Task<Client> UnprintedAsync(ServerProcess server, string handler)
    {
        while (true)
        {
            var client = await ConnectAsync(server.Listening[handler]);
            if (!server.Output.All.Any(line => line.Contains($"[{client.Address}]", StringComparison.Ordinal)))
                return client;
            client.Dispose();
        }
    }

    private static Task PrintedAsync(ServerProcess server, string line) =>
        Eventually.HoldsAsync($"'{line}' is printed", Deadlines.Step, () => server.Output.All.Contains(line), server.ToString);
}
