using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// What clients see of a handler that holds a dialogue, whatever it is written as. A class of tests has a handler of its kind, says in which models
/// it runs, and calls the steps.
/// </summary>
public abstract class DialogueContract(ITestOutputHelper output) : ServerTest(output)
{
    /// <summary>The service whose handler repeats lines, returns, throws, or hangs, as it is told.</summary>
    protected const string Dialogue = "dialogue";

    /// <summary>The same, with an idle timeout.</summary>
    protected const string Impatient = "impatient";

    /// <summary>The service whose handler writes by itself until its client says something.</summary>
    protected const string Ticking = "ticking";

    private protected abstract Task<ServerProcess> ServerAsync(string model);

    private protected async Task AnswersAndItsClientGetsAllAsync(string model)
    {
        var server = await ServerAsync(model);
        var first = await ConnectAsync(server.Listening[Dialogue]);
        for (var i = 0; i < 20; i++)
            Assert.Equal($"line {i}", await first.AskAsync($"line {i}"));
        await first.SendAsync("last\n");
        first.EndSending();
        Assert.Equal("last\n", await first.ReadTextToEndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(first)).Reason);

        var second = await ConnectAsync(server.Listening[Dialogue]);
        await second.SendAsync("return\n");
        Assert.Equal("good bye\n", await second.ReadTextToEndAsync());
        second.EndSending();
        var record = await server.ClosingRecordAsync(second);
        Assert.Equal(("handler-closed", 7, 9), (record.Reason, record.Number("in"), record.Number("out")));
    }

    private protected async Task ThrowsAndIsQuotedAsync(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        await client.SendAsync("throw\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-failed", "InvalidOperationException: as asked"), (record.Reason, record["error"]));
        Assert.Equal("still here", await (await ConnectAsync(server.Listening[Dialogue])).AskAsync("still here"));
    }

    private protected async Task IsEndedWhenItsClientIsCutOffAsync(string model)
    {
        var server = await ServerAsync(model);
        var port = server.Listening[Impatient];
        var (waits, hangs) = (await ConnectAsync(port), await ConnectAsync(port));
        await Task.WhenAll(IsCutOffAfterAsync(server, waits, "echo\n"), IsCutOffAfterAsync(server, hangs, "hang\n"));
    }

    private protected async Task IsEndedByAResetAsync(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        Assert.Equal("hello", await client.AskAsync("hello"));
        client.Reset();
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(client)).Reason);
        Assert.Equal("next", await (await ConnectAsync(server.Listening[Dialogue])).AskAsync("next"));
    }

    private protected async Task WritesWhileItWaitsAsync(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Ticking]);
        for (var i = 0; i < 5; i++)
            Assert.Equal("tick", await client.ReadLineAsync());
        await client.SendAsync("x");
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
    }

    private static async Task IsCutOffAfterAsync(ServerProcess server, Client client, string last)
    {
        await client.SendAsync(last);
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("idle-timeout", (await server.ClosingRecordAsync(client)).Reason);
    }
}
