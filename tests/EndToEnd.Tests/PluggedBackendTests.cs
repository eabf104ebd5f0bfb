using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A fifth isolation backend, plugged in from another assembly by configuration alone.</summary>
public sealed class PluggedBackendTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_fifth_backend_is_plugged_in_by_configuration_alone()
    {
        var server = await StartAsync("chaos");
        Assert.Contains(" isolation=pair ", server.Output.All[0], StringComparison.Ordinal);
        var (one, two) = (await ConnectAsync(server), await ConnectAsync(server));
        Assert.Equal("pair", (await WhoAmI.AskAsync(one)).Isolation);
        Assert.Equal("pair", (await WhoAmI.AskAsync(two)).Isolation);

        var third = await ConnectAsync(server);
        await third.SendAsync("echo my turn\n");
        Assert.Equal("x", await one.AskAsync("echo x"));
        Assert.Equal(0, third.Available);
        await one.SendAsync("throw\n");

        Assert.Equal(ConnectionEnd.Reset, await one.EndAsync());
        Assert.Equal("my turn", await third.ReadLineAsync());
        Assert.Equal("handler-failed", (await server.ClosingRecordAsync(one)).Reason);
        Assert.All(server.Opened, record => Assert.Equal("pair", record["isolation"]));
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("stream-echo")]
    public async Task It_serves_handlers_of_either_kind(string handler)
    {
        var server = await StartAsync(handler);
        for (var i = 0; i < 3; i++)
        {
            var client = await ConnectAsync(server);
            Assert.Equal("hello", await client.AskAsync("hello"));
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
            var record = await server.ClosingRecordAsync(client);
            Assert.Equal(("peer-closed", "6", "6"), (record.Reason, record["in"], record["out"]));
        }
    }

    [Fact]
    public async Task It_lends_a_stream_handler_the_clients_socket_as_the_built_in_ones_do()
    {
        var dialogue = BuiltOutput.PluginType("DialogueHandler");
        var ours = await StartProfileAsync(ProfileFile.WithHandler("thread", dialogue, BuiltOutput.Plugin, ""), services: 1);
        var server = await StartAsync(dialogue, BuiltOutput.Plugin);
        var client = await ConnectAsync(server);

        Assert.Equal(await (await ConnectAsync(ours)).AskAsync("stream"), await client.AskAsync("stream"));
        Assert.Equal("good bye", await client.AskAsync("return"));
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);

        var failing = await ConnectAsync(server);
        await failing.SendAsync("throw\n");
        Assert.Equal(ConnectionEnd.Reset, await failing.EndAsync());
        var record = await server.ClosingRecordAsync(failing);
        Assert.Equal(("handler-failed", "InvalidOperationException: as asked"), (record.Reason, record["error"]));

        // A place is free again only when the handler before has ended.
        var hanging = await ConnectAsync(server);
        Assert.Equal("served", await hanging.AskAsync("served"));
        await hanging.SendAsync("hang\n");
        hanging.Reset();
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(hanging)).Reason);
        var (one, two) = (await ConnectAsync(server), await ConnectAsync(server));
        Assert.Equal("1 2", $"{await one.AskAsync("1")} {await two.AskAsync("2")}");
    }

    [Fact]
    public async Task A_setting_that_it_does_not_allow_is_an_error_at_start_up_that_names_its_path()
    {
        var profile = Keep(new ProfileFile(Profile("echo", atOnce: "0")));
        var error = await ErrorAsync(profile);
        Assert.Contains($"actor-server.backends.pair.at-once = 0 in {profile.Path} is not allowed: a whole number from 1 on", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_it_cannot_run_is_an_error_at_start_up()
    {
        var profile = Keep(new ProfileFile(Profile(BuiltOutput.PluginType("BlockingHandler"), BuiltOutput.Plugin)));
        Assert.Contains("may block, and in pair it would hold up the server", await ErrorAsync(profile), StringComparison.Ordinal);
    }

    private static async Task<string> ErrorAsync(ProfileFile profile)
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["--profile", profile.Path]);
        Assert.True(run.ExitCode == 2, run.ToString());
        return Assert.Single(run.Errors);
    }

    private Task<ServerProcess> StartAsync(string handler, string path = "") => StartProfileAsync(Profile(handler, path), services: 1);

    private static string Profile(string handler, string path = "", string atOnce = "2") =>
        $$"""
        actor-server.services.default { listen.port = 0, isolation = pair, handler { type = "{{handler}}", path = "{{path}}" } }
        actor-server.backends.pair {
          class = "{{BuiltOutput.PluginType("PairBackend")}}"
          path = "{{BuiltOutput.Plugin}}"
          at-once = {{atOnce}}
        }
        """;
}
