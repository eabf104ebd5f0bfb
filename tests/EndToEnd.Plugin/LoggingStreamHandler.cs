using System.Text;
using Microsoft.Extensions.Logging;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>The same on a stream.</summary>
[NonBlocking]
public sealed class LoggingStreamHandler(ILogger<LoggingStreamHandler> log) : StreamHandler
{
    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var words = new LoggedWords(log);
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } word)
        {
            await Task.Yield();
            words.Say(word);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(word + "\n"), cancellation).ConfigureAwait(false);
        }
    }
}
