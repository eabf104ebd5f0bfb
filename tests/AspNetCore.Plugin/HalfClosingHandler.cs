using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore.Plugin;

/// <summary>Says what it has to say, ends its output, and reads what its client answers to that.</summary>
public class HalfClosingHandler : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await connection.Transport.Output.WriteLineAsync("all I know");
        await connection.Transport.Output.CompleteAsync();
        if (await connection.Transport.Input.ReadLineAsync() is not "thanks")
            throw new InvalidOperationException("no thanks came");
    }
}
