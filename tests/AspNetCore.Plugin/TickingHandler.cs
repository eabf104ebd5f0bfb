using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore.Plugin;

/// <summary>Writes while it waits for its client, until that has said something.</summary>
public class TickingHandler : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var said = connection.Transport.Input.ReadAsync().AsTask();
        while (!said.IsCompleted)
        {
            await connection.Transport.Output.WriteLineAsync("tick");
            await Task.WhenAny(said, Task.Delay(10));
        }
    }
}
