using System.Text;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that echoes, and writes what it has received to both of its process's outputs, in .NET's own way.</summary>
[MayBlock]
public sealed class PrintingHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Console.WriteLine(data.ToString(Encoding.ASCII));
        Console.Error.WriteLine(data.ToString(Encoding.ASCII));
        Write(data);
    }
}
