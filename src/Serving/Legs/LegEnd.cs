using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Legs;

/// <summary>
/// A leg, for clients whose bytes do not come from a plain socket: TLS that ends in this server, or a Unix socket. Used with
/// <see cref="Pump.Start"/>; all others are led by <see cref="PumpThreads"/>.
/// </summary>
/// <param name="leg">Connected, its linger 0; this end's from now on.</param>
internal sealed class LegEnd(Socket leg) : IHandlersEnd
{
    public Stream Stream { get; } = new AsynchronousSocketStream(leg);

    public void EndOutput() => SocketCalls.EndOutput(leg.SafeHandle);

    /// <summary>Linger 0, since the leg was made: closing it resets it.</summary>
    public void Reset() => Dispose();

    public void Dispose() => leg.Dispose();
}
