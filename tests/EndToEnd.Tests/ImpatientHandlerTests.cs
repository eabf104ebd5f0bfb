using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// A handler that waits for its client only so long, with a token or with the stream's own time limits, as libraries do: the
/// same in every model, on both ways of the bytes, and for calls that are asynchronous or not.
/// </summary>
public sealed class ImpatientHandlerTests(ITestOutputHelper output, SharedServers servers) : ServerTest(output), IClassFixture<SharedServers>
{
    private const string Plain = "plain";
    private const string Duplex = "duplex";

    /// <summary>The models, both ways of the bytes to a process, and both kinds of calls.</summary>
    public static readonly TheoryData<string, string> Ways = new()
    {
        { "inline", Plain }, { "event", Plain }, { "thread", Plain }, { "process", Plain }, { "process+relay", Plain },
        { "inline", Duplex }, { "event", Duplex }, { "thread", Duplex }, { "process", Duplex }, { "process+relay", Duplex },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_silent_client_is_given_up_and_served_on_when_it_speaks(string model, string calls)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[calls]);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("cancelled", await client.AskAsync("token"));
            Assert.Equal($"line {i}", await client.AskAsync($"line {i}"));
            Assert.Equal("TimedOut", await client.AskAsync("read-timeout"));
            Assert.Equal("still here", await client.AskAsync("still here"));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_client_that_does_not_read_is_given_up(string model, string calls)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[calls]);
        await client.SendAsync("write-timeout\n");
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-failed", "TimeoutException: TimedOut"), (record.Reason, record["error"]));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_a_writer_has_kept_is_written_when_it_is_disposed(string model, string calls)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[calls]);
        for (var i = 0; i < 3; i++)
            Assert.Equal("kept in the writer", await client.AskAsync("using"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_synchronous_read_waits_or_says_what_to_do_instead(string model, string calls)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[calls]);
        await client.SendAsync("synchronous\n");
        if (model != "event")
            await client.SendAsync("x");
        Assert.Equal(model == "event" ? "in event a handler must not wait: use ReadAsync, or isolation = thread or process" : "x", await client.ReadLineAsync());
    }

    private async Task<ServerProcess> ServerAsync(string model) => Follow(await servers.OfAsync(model,
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(model)}}, listen.port = 0, handler.path = "{{BuiltOutput.Plugin}}" }
        actor-server.services {
          {{Plain}}.handler.type = "{{BuiltOutput.PluginType("ImpatientHandler")}}"
          {{Duplex}}.handler.type = "{{BuiltOutput.PluginType("ImpatientDuplexHandler")}}"
        }
        """,
        services: 2));
}
