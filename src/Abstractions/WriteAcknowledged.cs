using Akka.IO;

namespace ActorServer;

/// <summary>The connection's word that the socket has taken these bytes of the handler's, and all written before them.</summary>
/// <param name="bytes">How many bytes were written since the last such word.</param>
internal sealed class WriteAcknowledged(int bytes) : Tcp.Event
{
    public int Bytes { get; } = bytes;
}
