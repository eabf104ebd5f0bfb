using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A user's own handler, plugged in from another assembly by configuration alone.</summary>
public sealed class PluginTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_handler_from_another_assembly_serves_in_every_model(string profile)
    {
        var server = await StartProfileAsync(WithHandler(profile, "ShoutingHandler", "suffix = \"!!\""), services: 1);
        var client = await ConnectAsync(server);

        Assert.Equal("HELLO!!", await client.AskAsync("hello"));
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_handler_that_ends_before_it_took_its_connection_costs_its_client_a_reset_and_nothing_else(string profile)
    {
        var server = await StartProfileAsync(WithHandler(profile, "QuittingHandler", ""), services: 1);
        Assert.Contains($" handler=\"{BuiltOutput.PluginType("QuittingHandler")}\"", server.Output.All[0], StringComparison.Ordinal);
        var client = await ConnectAsync(server);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("handler-failed", record.Reason);
        Assert.NotEmpty(record["error"]);
        Assert.Equal(ConnectionEnd.Reset, await (await ConnectAsync(server)).EndAsync());
    }

    [Fact]
    public async Task A_worker_that_writes_without_end_is_held_up_and_takes_no_record_of_others_from_the_log()
    {
        var server = await StartProfileAsync(WithHandler("process", "NoisyHandler", ""), services: 1);
        var noisy = await ConnectAsync(server);
        await noisy.SendAsync("loud\n");
        await Eventually.HoldsAsync("the noise begins", Deadlines.Step, () => server.Errors.All.Any(line => line.Contains("noise", StringComparison.Ordinal)), server.ToString);

        for (var i = 0; i < 3; i++)
        {
            var other = await ConnectAsync(server);
            Assert.Equal("still here", await other.AskAsync("still here"));
            other.EndSending();
            Assert.Equal("peer-closed", (await server.ClosingRecordAsync(other)).Reason);
        }

        noisy.Reset();
        await server.ClosingRecordAsync(noisy);
        Assert.InRange(server.Errors.All.Count(line => line.Contains("noise", StringComparison.Ordinal)), 1, 50_000);
    }

    [Fact]
    public async Task A_setting_that_the_handler_does_not_know_is_an_error_at_start_up()
    {
        var profile = Keep(new ProfileFile(WithHandler("thread", "ShoutingHandler", "sufix = \"!!\"")));

        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["--profile", profile.Path]);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("sufix", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BlockingHandler")]
    [InlineData("BlockingStreamHandler")]
    public async Task A_handler_that_may_block_is_refused_by_event_at_start_up_and_by_no_other_model(string handler)
    {
        var profile = Keep(new ProfileFile(WithHandler("event", handler, "")));

        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["--profile", profile.Path]);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains(handler, Assert.Single(run.Errors), StringComparison.Ordinal);
        await StartProfileAsync(WithHandler("thread", handler, ""), services: 1);
    }

    [Fact]
    public async Task A_type_or_an_assembly_that_does_not_exist_is_an_error_at_start_up()
    {
        var noType = await ServerRun.ToEndAsync(Deadlines.Start, ["--profile", Keep(new ProfileFile(WithHandler("thread", "NoSuchHandler", ""))).Path]);
        Assert.True(noType.ExitCode == 2, noType.ToString());
        Assert.Contains("NoSuchHandler", Assert.Single(noType.Errors), StringComparison.Ordinal);

        var profile = Keep(new ProfileFile("actor-server.services.default.handler { type = \"A.B, C\", path = \"/nonexistent/C.dll\" }"));
        var noFile = await ServerRun.ToEndAsync(Deadlines.Start, ["--profile", profile.Path]);
        Assert.True(noFile.ExitCode == 2, noFile.ToString());
        Assert.Contains("/nonexistent/C.dll", Assert.Single(noFile.Errors), StringComparison.Ordinal);
    }

    private static string WithHandler(string profile, string type, string settings) =>
        ProfileFile.WithHandler(profile, BuiltOutput.PluginType(type), BuiltOutput.Plugin, settings);
}
