using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorServer.Serving.Handlers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.AspNetCore.Tests;

/// <summary>Kestrel in this process, with connections as a server would hand them over.</summary>
public sealed class HandOffTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] LastChunk = Encoding.ASCII.GetBytes("\r\n0\r\n\r\n");
    private static readonly byte[] EndOfHeaders = Encoding.ASCII.GetBytes("\r\n\r\n");
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;
    private HandOffListener _endpoint = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 1);
            kestrel.Listen(IPAddress.Loopback, 2, endpoint => endpoint.UseConnectionHandler<Shouting>());
        });
        UseActorServerExtensions.AddEndpoints(builder.Services);
        _app = builder.Build();
        _app.MapGet("/hello", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Features.Get<ConnectionInfo>()!.Id}");
        _app.MapGet("/wait", async (HttpContext context) =>
        {
            context.RequestAborted.Register(_aborted.SetResult);
            await context.Response.Body.FlushAsync();
            await _letGo.Task;
        });
        await _app.StartAsync();
        _endpoint = _app.Services.GetRequiredService<HandOffEndpoints>().Find("");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _letGo.TrySetResult();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task As_many_at_once_as_are_handed_over()
    {
        var clients = Enumerable.Range(0, 50).Select(_ => new Loopback()).ToArray();
        var served = clients.Select(client => _endpoint.ServeAsync(client.Taken, client.Info, default)).ToArray();
        foreach (var client in clients)
            Assert.Contains($"203.0.113.7 {client.Info.Id}", await AskAsync(client, Hello), StringComparison.Ordinal);
        foreach (var client in clients)
            client.Client.Socket.Shutdown(SocketShutdown.Send);
        await Task.WhenAll(served).WaitAsync(Patience);
        Assert.All(clients, client => Assert.Equal((true, false, false), (client.Taken.HasEnded, client.Taken.WasReset, client.Taken.WasAborted)));
        foreach (var client in clients)
        {
            Assert.Equal(0, await client.Client.ReadAsync(new byte[1]));
            client.Dispose();
        }
    }

    [Fact]
    public async Task A_client_that_is_cut_off_aborts_its_request()
    {
        using var client = new Loopback();
        using var cutOff = new CancellationTokenSource();
        var served = _endpoint.ServeAsync(client.Taken, client.Info, cutOff.Token);
        await AskAsync(client, Encoding.ASCII.GetBytes("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n"), EndOfHeaders);

        await cutOff.CancelAsync();

        await _aborted.Task.WaitAsync(Patience);
        _letGo.SetResult();
        await served.WaitAsync(Patience);
        Assert.True(client.Taken.WasAborted);
    }

    [Fact]
    public async Task A_drain_ends_an_idle_connection_in_order_and_leaves_its_input_open()
    {
        using var draining = new CancellationTokenSource();
        using var client = new Loopback(draining.Token);
        var served = _endpoint.ServeAsync(client.Taken, client.Info, default);
        await AskAsync(client, Hello);

        await draining.CancelAsync();

        await served.WaitAsync(Patience);
        Assert.Equal((false, false, false), (client.Taken.HasEnded, client.Taken.WasReset, client.Taken.WasAborted));
        Assert.Equal(0, await client.Client.ReadAsync(new byte[1]));
        // With the input ended, the first of these would be answered with a reset, and the second would fail.
        await client.Client.WriteAsync(new byte[1]);
        await client.Client.WriteAsync(new byte[1]);
        Assert.Equal(0, await client.Client.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Who_is_handed_over_while_the_server_drains_is_served_once()
    {
        using var client = new Loopback(new CancellationToken(canceled: true));
        var served = _endpoint.ServeAsync(client.Taken, client.Info, default);
        Assert.Contains("Connection: close", await AskAsync(client, Hello), StringComparison.Ordinal);
        await served.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stream_is_served_like_a_socket()
    {
        using var client = new Loopback();
        await using var stream = new NetworkStream(client.Taken.Socket, ownsSocket: true);
        var served = _endpoint.ServeAsync(stream, client.Info, default);
        Assert.Contains("203.0.113.7", await AskAsync(client, Hello), StringComparison.Ordinal);
        Assert.Contains("203.0.113.7", await AskAsync(client, Hello), StringComparison.Ordinal);
        client.Client.Socket.Shutdown(SocketShutdown.Send);
        await served.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stream_that_the_application_aborts_is_to_be_reset()
    {
        using var client = new Loopback();
        using var cutOff = new CancellationTokenSource();
        await using var stream = new NetworkStream(client.Taken.Socket, ownsSocket: true);
        var served = _endpoint.ServeAsync(stream, client.Info, cutOff.Token);
        await AskAsync(client, Hello);
        await cutOff.CancelAsync();
        await Assert.ThrowsAsync<ClientAbortedException>(() => served.WaitAsync(Patience));
    }

    [Fact]
    public async Task An_endpoint_may_speak_any_protocol()
    {
        using var client = new Loopback();
        var served = _app.Services.GetRequiredService<HandOffEndpoints>().Find("2").ServeAsync(client.Taken, client.Info, default);
        Assert.Equal("ECHO", await AskAsync(client, Encoding.ASCII.GetBytes("echo")));
        client.Client.Socket.Shutdown(SocketShutdown.Send);
        await served.WaitAsync(Patience);
        Assert.True(client.Taken.HasEnded);
    }

    [Fact]
    public async Task An_application_that_has_stopped_takes_nobody()
    {
        await _app.StopAsync();
        using var client = new Loopback();
        await _endpoint.ServeAsync(client.Taken, client.Info, default).WaitAsync(Patience);
        Assert.True(client.Taken.WasAborted);
    }

    private sealed class Shouting : ConnectionHandler
    {
        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            while (await connection.Transport.Input.ReadAsync() is { IsCompleted: false } received)
            {
                await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(received.Buffer).ToUpperInvariant()));
                connection.Transport.Input.AdvanceTo(received.Buffer.End);
            }
        }
    }

    private static async Task<string> AskAsync(Loopback client, byte[] request, byte[]? end = null)
    {
        await client.Client.WriteAsync(request);
        var (answer, length) = (new byte[4096], 0);
        do
            length += await client.Client.ReadAsync(answer.AsMemory(length)).AsTask().WaitAsync(Patience);
        while (answer.AsSpan().StartsWith("HTTP"u8) && !answer.AsSpan(0, length).EndsWith(end ?? LastChunk));
        return Encoding.ASCII.GetString(answer, 0, length);
    }
}
