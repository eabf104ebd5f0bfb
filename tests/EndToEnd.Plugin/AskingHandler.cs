using System.Text;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>Asks for what nobody can register in a server that is a program of its own.</summary>
public sealed class AskingHandler(TimeProvider clock) : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data) => Write(Encoding.ASCII.GetBytes($"{clock.GetUtcNow()}"));
}
