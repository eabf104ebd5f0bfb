using System.Text;
using Akka.Configuration;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler with a setting of its own: answers in capitals.</summary>
/// <param name="settings">The handler block: <c>suffix</c> goes before each line's end.</param>
public sealed class ShoutingHandler(Config settings) : ActorHandler, IValidatesSettings
{
    private readonly string _suffix = settings.GetString("suffix", "");

    /// <inheritdoc/>
    public static void Validate(Config settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var (key, _) in settings.AsEnumerable())
        {
            if (key != "suffix")
                throw new FormatException($"{key} is no setting of ShoutingHandler; allowed is suffix");
        }
    }

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var text = Encoding.ASCII.GetString(data.ToArray()).ToUpperInvariant();
        Write(Encoding.ASCII.GetBytes(text.Replace("\n", _suffix + "\n", StringComparison.Ordinal)));
    }
}
