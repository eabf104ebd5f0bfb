using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a handler, and the programs that it starts, do with the standard input of their worker is no concern of other clients'.</summary>
public sealed class StandardInputTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("start cat")]
    [InlineData("non-blocking")]
    public async Task A_worker_takes_its_next_clients_whatever_a_handler_does_with_it(string command)
    {
        var server = await StartReusedWorkersAsync();
        var first = await ConnectAsync(server);
        await first.AskAsync(command);
        first.EndSending();
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(first)).Reason);

        for (var i = 0; i < 5; i++)
        {
            var next = await ConnectAsync(server);
            Assert.Equal("served", await next.AskAsync("served"));
            next.EndSending();
            Assert.Equal("peer-closed", (await server.ClosingRecordAsync(next)).Reason);
        }

        Assert.Single(server.Closed.Select(record => record.Number("worker")).Distinct());
    }

    [Fact]
    public async Task A_program_that_leaves_the_workers_session_takes_nothing_of_the_servers_along()
    {
        var server = await StartReusedWorkersAsync();
        var client = await ConnectAsync(server);
        var program = int.Parse(await client.AskAsync("start setsid sleep 600"), CultureInfo.InvariantCulture);
        try
        {
            await Eventually.HoldsAsync("the program runs", Deadlines.Step, () => ProcessTable.NameOf(program) == "sleep", server.ToString);

            Assert.Equal("/dev/null", ProcessTable.DescriptorTarget(program, 0));
            Assert.DoesNotContain(ProcessTable.DescriptorTargets(program), target => target.StartsWith("socket:", StringComparison.Ordinal));
        }
        finally
        {
            Signal.Send(program, Signal.Kill);
        }
    }

    [Fact]
    public async Task A_handler_that_reads_it_is_at_its_end_at_once()
    {
        var server = await StartReusedWorkersAsync();
        Assert.Equal("end of input", await (await ConnectAsync(server)).AskAsync("read-line"));
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process+managed")]
    public async Task It_is_empty_in_every_worker(string variant)
    {
        var server = await StartAsync(variant, "chaos");
        var pid = (await WhoAmI.AskAsync(await ConnectAsync(server))).Pid;
        Assert.Equal("/dev/null", ProcessTable.DescriptorTarget(pid, 0));
    }

    private Task<ServerProcess> StartReusedWorkersAsync() => StartProfileAsync(
        ProfileFile.WithHandler("process", BuiltOutput.PluginType("ProgramsHandler"), BuiltOutput.Plugin)
            + "\nactor-server.backends.process { clients-per-worker = 0, max-workers = 1 }\n",
        services: 1);
}
