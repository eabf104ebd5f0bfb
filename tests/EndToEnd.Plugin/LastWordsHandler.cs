using System.Text;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that has much to say at its end: on <c>die</c> 1,500 lines before its process dies, else 2,000 lines.</summary>
public sealed class LastWordsHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var dies = data.ToString(Encoding.ASCII) == "die\n";
        for (var line = 1; line <= (dies ? 1_500 : 2_000); line++)
            Console.Error.WriteLine($"word {line}.");
        if (dies)
            Environment.FailFast("the reason");
        Close();
    }
}
