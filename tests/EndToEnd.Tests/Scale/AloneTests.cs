using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>A server that has no seeds has nothing to do with any of this.</summary>
public sealed class AloneTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_server_without_seeds_loads_nothing_of_a_cluster()
    {
        var server = await StartAsync("event", "echo");
        using var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        var loaded = (await File.ReadAllLinesAsync($"/proc/{server.Pid}/maps")).Select(line => Path.GetFileName(line.Split(' ')[^1])).Distinct().ToArray();

        Assert.Contains("Akka.dll", loaded);
        Assert.DoesNotContain(loaded, name => name.Contains("Cluster", StringComparison.Ordinal) || name.Contains("DotNetty", StringComparison.Ordinal));
    }
}
