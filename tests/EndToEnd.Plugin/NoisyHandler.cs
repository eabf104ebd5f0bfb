using System.Text;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that echoes, or on <c>loud</c> fills its process's standard error for ever.</summary>
public sealed class NoisyHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        while (data.ToString(Encoding.ASCII) == "loud\n")
            Console.Error.WriteLine("noise");
        Write(data);
    }
}
