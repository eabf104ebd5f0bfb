using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;

namespace ActorServer.Bench.Legs;

/// <summary>A node that costs as little as possible: one thread echoes for all, and one sends for each who asks for bulk.</summary>
internal static class Node
{
    /// <summary>Each leg, and each client who connects without a front, begins with as many.</summary>
    public const int TicketLength = 16;

    /// <summary>Asks for bytes without end.</summary>
    public const byte Bulk = (byte)'B';

    public static void Run(IPEndPoint at)
    {
        var arrived = new ConcurrentQueue<Socket>();
        var epoll = new Epoll(64);
        using var listener = LegListener.Listen(at, TicketLength, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), (_, leg) =>
        {
            arrived.Enqueue(leg);
            epoll.Wake();
        });
        Console.WriteLine(listener.Address);
        var legs = new List<Socket?>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = epoll.Wait(-1);
            for (var index = 0; index < count; index++)
            {
                if (epoll.Happened(index, out var number, out _) && !Answer(legs[(int)number]!, buffer, epoll))
                    legs[(int)number] = null;
            }

            while (arrived.TryDequeue(out var leg))
            {
                legs.Add(leg);
                _ = epoll.Watch(leg.SafeHandle, EpollEvents.Input, (ulong)legs.Count - 1);
            }
        }
    }

    private static bool Answer(Socket leg, byte[] buffer, Epoll epoll)
    {
        var count = SocketCalls.ReceiveNow(leg.SafeHandle, buffer, out _);
        if (count > 0 && buffer[0] != Bulk && SocketCalls.SendNow(leg.SafeHandle, buffer.AsSpan(0, count), out _) == count)
            return true;
        epoll.Forget(leg.SafeHandle);
        if (count > 0 && buffer[0] == Bulk)
            new Thread(() => SendWithoutEnd(leg)).Start();
        else
            leg.Dispose();
        return false;
    }

    private static void SendWithoutEnd(Socket leg)
    {
        try
        {
            var piece = new byte[128 * 1024];
            while (true)
                SocketTransfer.Send(leg.SafeHandle, piece);
        }
        catch (SocketException)
        {
            leg.Dispose();
        }
    }
}
