using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Workers that other programs start in their own place.</summary>
public sealed class CommandPrefixTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_worker_behind_programs_that_become_it_is_still_the_process_that_the_server_knows_and_kills()
    {
        var server = await StartAsync("process", "chaos", "backends.process.command-prefix=[env, nice, -n, 5]", "backends.process.kill-timeout=1s");

        var exiting = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(exiting)).Pid;
        Assert.Equal("remote-worker", ProcessTable.NameOf(pid));
        Assert.Equal(5, ProcessTable.NicenessOf(pid));
        await exiting.SendAsync("exit 3\n");
        var record = await server.ClosingRecordAsync(exiting);
        Assert.Equal((pid, "code:3"), (record.Number("pid"), record["exit"]));

        var killed = await ConnectAsync(server);
        Signal.Send((await WhoAmI.AskAsync(killed)).Pid, Signal.Kill);
        Assert.Equal("signal:9", (await server.ClosingRecordAsync(killed))["exit"]);

        var hanging = await ConnectAsync(server);
        pid = (await WhoAmI.AskAsync(hanging)).Pid;
        await hanging.SendAsync("block 600s\n");
        hanging.Reset();
        await Eventually.HoldsAsync("the worker is gone", Deadlines.Step, () => !server.Workers.Contains(pid), server.ToString);
    }

    [FactForRoot]
    public async Task Workers_of_a_server_that_is_root_may_be_another_users()
    {
        const int Nobody = 65534;
        var server = await StartAsync(
            "process", "chaos", $"backends.process.command-prefix=[{FactForRootAttribute.Program}, \"--reuid={Nobody}\", \"--regid={Nobody}\", --clear-groups]");

        var client = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(client)).Pid;
        Assert.Equal(Nobody, ProcessTable.UserOf(pid));
        await client.SendAsync("block 600s\n");
        client.Reset();
        await Eventually.HoldsAsync("the worker is gone", Deadlines.Step, () => !server.Workers.Contains(pid), server.ToString);
    }
}
