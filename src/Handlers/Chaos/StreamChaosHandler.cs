
namespace ActorServer.Handlers;

/// <summary>
/// Takes the commands of <see cref="ChaosHandler"/>, as a plain loop that blocks its thread: in a read while the client is
/// silent, in a write while it does not read, in the command itself. That costs a client its thread where it has one, and so
/// <c>event</c> refuses this handler when the server starts.
/// </summary>
public sealed class StreamChaosHandler : StreamHandler
{
    private const int BufferSize = 4 * 1024;

    /// <inheritdoc/>
    public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(connection);
        var dialogue = new ChaosDialogue(connection);
        var buffer = new byte[BufferSize];
        while (!dialogue.IsOver)
        {
            // A client that is cut off ends them both; the token is for those that wait for something else.
            Receive(stream, buffer, dialogue);
            Answer(stream, dialogue);
        }

        return Task.CompletedTask;
    }

    private static void Receive(Stream stream, byte[] buffer, ChaosDialogue dialogue)
    {
        var count = stream.Read(buffer);
        if (count == 0)
            dialogue.InputEnded();
        else
            dialogue.Received(buffer.AsSpan(0, count));
    }

    private static void Answer(Stream stream, ChaosDialogue dialogue)
    {
        while (dialogue.Next() is { } piece)
            stream.Write(piece.ToReadOnlySpan());
    }
}
