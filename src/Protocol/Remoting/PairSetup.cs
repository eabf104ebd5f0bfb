using System.Net.Sockets;
using Akka.Actor.Setup;

namespace ActorServer.Protocol.Remoting;

/// <summary>A worker's end of its connection to the server, for its <see cref="PairTransport"/>, which takes it once.</summary>
internal sealed class PairSetup(Socket connection) : Setup
{
    private Socket? _connection = connection;

    /// <summary>The connection; null when it has been taken.</summary>
    public Socket? Take() => Interlocked.Exchange(ref _connection, null);
}
