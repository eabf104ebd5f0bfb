using System.Net;
using System.Net.Sockets;
using ActorServer.Serving.Pumping;

namespace ActorServer.Serving.Legs;

/// <summary>Moves the bytes of clients that are served elsewhere, on one thread a core. The threads start with the first leg.</summary>
internal sealed class PumpThreads : IDisposable
{
    /// <summary>
    /// Connects to a node without occupying a thread, and sends the leg's first bytes. Should this process die, the node finds a reset:
    /// the leg's linger is 0.
    /// </summary>
    /// <param name="from">The address to connect from.</param>
    /// <param name="to">Where the node accepts legs.</param>
    /// <param name="first">The ticket.</param>
    /// <param name="timeout">How long the node has for accepting.</param>
    /// <param name="legTimeout">How long the other host may be silent, later on, before the leg is lost.</param>
    /// <exception cref="SocketException">Not connected; <see cref="SocketError.TimedOut"/> after the timeout.</exception>
    public Task<Socket> ConnectAsync(IPAddress from, IPEndPoint to, ReadOnlyMemory<byte> first, TimeSpan timeout, TimeSpan legTimeout) =>
        throw new NotImplementedException();

    /// <summary>Begins to move bytes between a client over TCP and its leg.</summary>
    /// <param name="client">The client's connection, which stays the caller's: the pump has a descriptor of its own.</param>
    /// <param name="leg">The leg, which is the pump's from now on.</param>
    public IPump Lead(Socket client, Socket leg) => throw new NotImplementedException();

    /// <summary>Stops all of them.</summary>
    public void Dispose() => throw new NotImplementedException();
}
