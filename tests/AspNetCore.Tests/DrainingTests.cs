using System.Net;
using System.Net.WebSockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>A server that drains tells Kestrel, and clients lose nothing that they have asked for.</summary>
public sealed class DrainingTests(ITestOutputHelper output) : WebAppServer(output)
{
    [Fact]
    public async Task Connections_end_after_their_answer_idle_ones_at_once_and_who_is_held_is_served()
    {
        var server = await StartWebAppAsync(process: "max-workers = 2");
        var idle = await ConnectAsync(server);
        await idle.SendAsync(Request("/whoami"));
        Assert.False((await ReadAnswerAsync(idle)).Closes);
        var busy = await ConnectAsync(server);
        await busy.SendAsync(Request("/whoami"));
        Assert.False((await ReadAnswerAsync(busy)).Closes);
        await busy.SendAsync(Request("/slow/2000"));
        var held = await ConnectAsync(server);
        await held.SendAsync(Request("/whoami"));

        server.Send(Signal.Terminate);

        Assert.Equal(ConnectionEnd.Finished, await idle.EndAsync());
        var answer = await ReadAnswerAsync(busy);
        Assert.Equal(("slow\n", true), (answer.Body, answer.Closes));
        Assert.Equal(ConnectionEnd.Finished, await busy.EndAsync());
        answer = await ReadAnswerAsync(held);
        Assert.Equal((200, true), (answer.Status, answer.Closes));
        Assert.Equal(ConnectionEnd.Finished, await held.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Equal(3, server.Closed.Count);
        Assert.All(server.Closed, record => Assert.Equal("handler-closed", record.Reason));
    }

    [Fact]
    public async Task Answers_without_an_end_hear_of_it_and_end_in_order()
    {
        var server = await StartWebAppAsync(process: "max-workers = 2");
        using var client = Client(server, HttpVersion.Version11);
        using var events = new StreamReader(await client.GetStreamAsync("/events"));
        await events.ReadLineAsync();
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://localhost:{server.Port}/echo"), deadline.Token);

        server.Send(Signal.Terminate);

        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[100], deadline.Token)).MessageType);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        // A body that is cut would be an exception.
        await events.ReadToEndAsync(deadline.Token);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.DoesNotContain(server.Closed, record => record.Reason == "drain-deadline");
    }

    [Fact]
    public async Task Over_HTTP2_too_an_answer_without_an_end_ends_in_order_and_its_connection_with_it()
    {
        var server = await StartWebAppAsync("handler.endpoint = Http2");
        using var client = Client(server, HttpVersion.Version20);
        using var events = new StreamReader(await client.GetStreamAsync("/events"));
        await events.ReadLineAsync();

        server.Send(Signal.Terminate);

        using var deadline = new CancellationTokenSource(Deadlines.Step);
        await events.ReadToEndAsync(deadline.Token);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.NotEqual("drain-deadline", Assert.Single(server.Closed).Reason);
    }

    [Fact]
    public async Task A_request_that_takes_longer_is_cut_off_at_the_deadline()
    {
        var server = await StartWebAppAsync("", "kill-timeout = 30s");
        var client = await ConnectAsync(server);
        await client.SendAsync(Request("/slow/600000"));
        await Eventually.HoldsAsync("the client is served", Deadlines.Step, () => server.Opened.Count == 1, server.ToString);

        server.Send(Signal.Terminate);
        await server.LoggedAsync("draining: ");
        server.Send(Signal.Terminate);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Equal("drain-deadline", server.Closed.Single().Reason);
    }
}
