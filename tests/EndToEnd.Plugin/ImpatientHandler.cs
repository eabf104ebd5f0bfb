using System.Net.Sockets;
using System.Text;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// A user's stream handler that waits for its client only so long, in each way that a library may. One command a line; awaits
/// everything, and so runs in every model.
/// </summary>
[NonBlocking]
public class ImpatientHandler : StreamHandler
{
    private const int Patience = 100;

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        while (await ReadLineAsync(stream, cancellation) is { Length: > 0 } command)
            await AnswerAsync(stream, command, cancellation);
    }

    private static async Task AnswerAsync(Stream stream, string command, CancellationToken cancellation)
    {
        switch (command)
        {
            case "token":
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
                {
                    limit.CancelAfter(Patience);
                    await SayAsync(stream, await OutcomeAsync(() => ReadLineAsync(stream, limit.Token)));
                }

                break;
            case "read-timeout":
                stream.ReadTimeout = Patience;
                await SayAsync(stream, await OutcomeAsync(() => ReadLineAsync(stream, cancellation)));
                stream.ReadTimeout = Timeout.Infinite;
                break;
            case "write-timeout":
                stream.WriteTimeout = Patience;
                throw new TimeoutException(await OutcomeAsync(() => FloodAsync(stream, cancellation)));
            case "synchronous":
                await SayAsync(stream, await OutcomeAsync(() => Task.FromResult(((char)stream.ReadByte()).ToString())));
                break;
            case "using":
                using (var writer = new StreamWriter(stream))
                    await writer.WriteAsync("kept in the writer\n");
                break;
            default:
                await SayAsync(stream, command);
                break;
        }
    }

    private static async Task<string> OutcomeAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
        catch (IOException failure)
        {
            return failure.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : failure.ToString();
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }

    // Byte by byte: nothing is read ahead that a time limit could lose.
    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await stream.ReadAsync(next, cancellation) > 0 && next[0] != '\n')
            line.Append((char)next[0]);
        return line.ToString();
    }

    private static async Task<string> FloodAsync(Stream stream, CancellationToken cancellation)
    {
        while (true)
            await stream.WriteAsync(new byte[1 << 20], cancellation);
    }

    private static async Task SayAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), CancellationToken.None);
}

/// <summary>The same with calls that are asynchronous.</summary>
[Duplex]
[NonBlocking]
public sealed class ImpatientDuplexHandler : ImpatientHandler;
