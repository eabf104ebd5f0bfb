using System.Net.WebSockets;

namespace WebApp;

/// <summary>Sends back what comes on a WebSocket, until either side closes it.</summary>
internal static class Echo
{
    /// <summary>Serves one WebSocket; a request for anything else is a bad one.</summary>
    public static async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var message = new byte[4 * 1024];
        while (await ReceiveAsync(socket, message, Lifetime.Of(context)) is { MessageType: not WebSocketMessageType.Close } received)
            await socket.SendAsync(message.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        await socket.CloseAsync(socket.CloseStatus ?? WebSocketCloseStatus.EndpointUnavailable, "", context.RequestAborted);
    }

    // A read that is given up ends a WebSocket without a word; so it is left alone, and the word is said.
    private static async Task<WebSocketReceiveResult?> ReceiveAsync(WebSocket socket, byte[] message, CancellationToken end)
    {
        var receiving = socket.ReceiveAsync(message, CancellationToken.None);
        await Task.WhenAny(receiving, Task.Delay(Timeout.Infinite, end));
        return receiving.IsCompleted || !end.IsCancellationRequested ? await receiving : null;
    }
}
