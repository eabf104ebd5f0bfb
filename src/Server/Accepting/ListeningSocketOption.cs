using System.Net.Sockets;
using Akka.IO;

namespace ActorServer.Server.Accepting;

/// <summary>Prepares the socket that Akka.IO is about to bind.</summary>
internal sealed class ListeningSocketOption(ListeningPort port) : Inet.SocketOption
{
    public override void BeforeServerSocketBind(Socket ss) => port.Prepare(ss);
}
