using Akka.IO;

namespace ActorServer.Protocol.Serialization;

/// <summary>A command that failed at the other end, of which only the name crossed the wire.</summary>
internal sealed class NamedCommand(string name) : Tcp.Command
{
    public override string ToString() => name;
}
