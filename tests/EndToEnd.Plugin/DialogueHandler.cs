using System.Globalization;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// A user's stream handler, as for any stream: a line, an answer. It awaits everything, so that it runs in every model, and
/// returns to the thread that it was on.
/// </summary>
[NonBlocking]
public class DialogueHandler : StreamHandler
{
    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" };
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            switch (line)
            {
                case "throw":
                    throw new InvalidOperationException("as asked");
                case "return":
                    await writer.WriteLineAsync("good bye");
                    return;
                case "hang":
                    await Task.Delay(Timeout.Infinite, cancellation);
                    break;
                case "thread":
                    await writer.WriteLineAsync(Environment.CurrentManagedThreadId.ToString(CultureInfo.InvariantCulture));
                    break;
                case "stream":
                    await writer.WriteLineAsync(stream.GetType().FullName);
                    break;
                default:
                    await writer.WriteLineAsync(line);
                    break;
            }
        }
    }
}
