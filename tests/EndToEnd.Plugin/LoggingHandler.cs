using System.Text;
using Akka.Event;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that logs what it is told to, by its own logger.</summary>
public sealed class LoggingHandler(ILogger<LoggingHandler> log) : ActorHandler
{
    private readonly LoggedWords _words = new(log);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var word in data.ToString(Encoding.ASCII).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("akka ", StringComparison.Ordinal))
                Context.GetLogger().Warning(word);
            else
                _words.Say(word);
            Write(Encoding.ASCII.GetBytes(word + "\n"));
        }
    }
}
