using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// The worker of samples/OwnWorker, with handlers that the server does not know. Here it is its managed build, which runs as
/// if it were native but for being compiled; bench/own-worker does the same with the native one.
/// </summary>
public sealed class OwnWorkerTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_handler_that_its_worker_alone_knows_serves_prepared()
    {
        var server = await StartAsync("process", "OwnWorker.PrimeHandler, OwnWorker", Executable, "services.default.handler.up-to=100");
        Assert.Contains("executable=own", await server.LoggedAsync("workers: service=default"), StringComparison.Ordinal);
        var client = await ConnectAsync(server);

        Assert.Equal("prime", await client.AskAsync("97"));
        Assert.Equal("not prime", await client.AskAsync("91"));
        Assert.Equal("not a number from 2 to 100", await client.AskAsync("101"));
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Fact]
    public async Task What_its_worker_says_of_a_handler_that_it_does_not_know_is_how_the_start_fails()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For("process", "OwnWorker.NoSuchHandler, OwnWorker", Executable));

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains("OwnWorker: this worker does not know the handler OwnWorker.NoSuchHandler, OwnWorker", run.Errors[^1], StringComparison.Ordinal);
        Assert.Contains("registered are OwnWorker.GuestHandler, OwnWorker; OwnWorker.PrimeHandler, OwnWorker; UpperCase.UpperCaseHandler, UpperCase", run.Errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process+relay")]
    public async Task A_handler_gets_what_its_worker_registers_and_what_it_logs_is_in_the_servers_log(string variant)
    {
        var server = await StartAsync(variant, "OwnWorker.GuestHandler, OwnWorker", Executable, "backends.process.clients-per-worker=0");
        for (var visit = 1; visit <= 2; visit++)
        {
            var client = await ConnectAsync(server);
            Assert.Equal($"Welcome, Anna. You are guest {visit} of this worker.", await client.AskAsync("Anna"));
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
            var record = await server.ClosingRecordAsync(client);
            Assert.Matches(
                $"""info: OwnWorker\.GuestHandler\.\(worker\)\[1\] worker: service=default worker={record["worker"]} pid={record["pid"]} connection={record.Id} log="Anna is guest {visit}"$""",
                await server.LoggedAsync($"is guest {visit}\""));
            // A service of the connection's own, when it is disposed.
            await server.LoggedAsync($"connection={record.Id} log=\"1 names in this visit\"");
        }
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_handler_that_fails_to_prepare_itself_is_how_the_start_fails(string profile)
    {
        var file = Keep(new ProfileFile(
            $$"""
            actor-server.services.default {
              listen.port = 0
              isolation = {{profile}}
              handler { type = "{{BuiltOutput.PluginType("UnpreparedHandler")}}", path = "{{BuiltOutput.Plugin}}" }
            }
            """));

        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For(file));

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Empty(run.Output);
        Assert.Contains("UnpreparedHandler could not prepare itself: InvalidDataException: no licence", run.Errors[^1], StringComparison.Ordinal);
    }

    private static string Executable => $"backends.process.executable={BuiltOutput.OwnWorker}";
}
