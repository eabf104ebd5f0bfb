using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What the kernel is told about workers' turns.</summary>
public sealed class SchedulingTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("batch", 3)]
    [InlineData("normal", 0)]
    public async Task All_threads_of_a_worker_with_a_client_have_the_policy_of_the_settings_and_the_server_the_ordinary_one(string scheduling, int policy)
    {
        var server = await StartAsync("process", "stream-chaos", $"backends.process.scheduling={scheduling}", "backends.process.spare-workers=1");
        var worker = (await WhoAmI.AskAsync(await ConnectAsync(server))).Pid;

        Assert.Equal([policy], ProcessTable.SchedulingPolicies(worker).Distinct());
        Assert.Equal([0], ProcessTable.SchedulingPolicies(server.Pid).Distinct());
    }
}
