using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using ActorServer.Serving.Tls;

namespace ActorServer.Server.Connections;

/// <summary>One client's way to the node that serves it: its leg, until a pump has it, and what the node has said.</summary>
/// <param name="node">The node, and the client's id there.</param>
/// <param name="leg">Connected; it carries what the client sends. Its linger is 0.</param>
/// <param name="threads">Moves the bytes of clients over plain TCP.</param>
internal sealed class Passage(OtherNode node, Socket leg, PumpThreads threads)
{
    private bool _isLed;

    /// <summary>The node, and the client's id there.</summary>
    public OtherNode Node => node;

    /// <summary>What the node has said of the client's end; null before.</summary>
    public NodeReport? Word { get; set; }

    /// <summary>Nothing more is to be heard of the node.</summary>
    public bool IsNodeLost { get; set; }

    /// <summary>What is told by the end of the leg, until the node's word for it comes.</summary>
    public string? Apparent { get; set; }

    /// <summary>Begins to move the client's bytes.</summary>
    /// <param name="client">The client's socket.</param>
    /// <param name="counts">What is counted of it, where the kernel does not.</param>
    /// <param name="session">Its TLS, where it ends here.</param>
    public IPump Lead(Socket client, SocketCounts? counts, TlsSession? session)
    {
        _isLed = true;
        if (session is not null)
            return Pump.Start(new TlsClientStream(session, mayWait: true), new LegEnd(leg));
        return counts is null ? threads.Lead(client, leg) : Pump.Start(new AsynchronousSocketStream(client, counts), new LegEnd(leg));
    }

    /// <summary>The leg is of no use: it is reset, unless a pump has it.</summary>
    public void Abandon()
    {
        if (!_isLed)
            leg.Dispose();
    }
}
