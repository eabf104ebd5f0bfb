using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore.Plugin;

/// <summary>Sends back what it receives, as fast as its client takes it.</summary>
public class EchoHandler : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync();
            foreach (var piece in read.Buffer)
                await connection.Transport.Output.WriteAsync(piece);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
