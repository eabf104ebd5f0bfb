using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a worker's process writes before its end is not lost, and nothing of it is lost unsaid.</summary>
public sealed class LastWordsTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task The_record_of_a_worker_that_died_has_what_it_wrote_first_and_why_it_died()
    {
        var server = await StartAsync();
        var client = await ConnectAsync(server);

        await client.SendAsync("die\n");

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("worker-died", record.Reason);
        Assert.StartsWith(@"word 1.\nword 2.\n", record["stderr"], StringComparison.Ordinal);
        Assert.Contains(" … ", record["stderr"], StringComparison.Ordinal);
        Assert.Contains("the reason", record["stderr"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_lines_of_a_worker_that_ends_as_it_should_stand_in_the_log()
    {
        var server = await StartAsync();
        var client = await ConnectAsync(server);

        await client.SendAsync("end\n");

        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        client.EndSending();
        await server.ClosingRecordAsync(client);
        await Eventually.HoldsAsync("the last line is there", Deadlines.Step, () => Words(server).Contains("word 2000."), () => $"{Words(server).Count} lines");
        Assert.Equal(Enumerable.Range(1, 2_000).Select(number => $"word {number}."), Words(server));
    }

    private Task<ServerProcess> StartAsync() => StartProfileAsync(
        ProfileFile.WithHandler("process", BuiltOutput.PluginType("LastWordsHandler"), BuiltOutput.Plugin), services: 1);

    private static IReadOnlyList<string> Words(ServerProcess server) =>
        [.. server.Errors.All.Select(line => line.Split(" stderr=")[^1].Trim('"')).Where(text => text.StartsWith("word ", StringComparison.Ordinal))];
}
