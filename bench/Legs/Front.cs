using System.Net;
using System.Net.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;

namespace ActorServer.Bench.Legs;

/// <summary>A front that places every client on one node.</summary>
internal static class Front
{
    public static async Task RunAsync(string way, IPEndPoint at, IPEndPoint node)
    {
        using var threads = new PumpThreads();
        using var listener = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        listener.Bind(at);
        listener.Listen(512);
        Console.WriteLine(listener.LocalEndPoint);
        await Task.Yield();
        while (true)
        {
            var client = listener.Accept();
            client.NoDelay = true;
            _ = LeadAsync(threads, way, client, node);
        }
    }

    private static async Task LeadAsync(PumpThreads threads, string way, Socket client, IPEndPoint node)
    {
        using var own = client;
        var from = node.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        var leg = await threads.ConnectAsync(from, node, new byte[Node.TicketLength], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        IPump pump = way == "kernel" ? threads.Lead(client, leg) : Pump.Start(new AsynchronousSocketStream(client), new LegEnd(leg));
        await Task.WhenAny(pump.FromClient, pump.FromHandler).ConfigureAwait(false);
        pump.Reset();
        await Task.WhenAll(pump.FromClient, pump.FromHandler).ConfigureAwait(false);
    }
}
