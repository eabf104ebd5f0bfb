using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Bench.Legs;

/// <summary>Clients, all on one thread. Who goes to a node without a front says its ticket itself: the front's process is 0 then.</summary>
internal static class Load
{
    private const int MessageLength = 64;
    private const double WarmUp = 1;

    /// <summary>One line: how much a second, and the front's processor time for each of it.</summary>
    public static string Measure(IPEndPoint at, string clients, double seconds, int front) =>
        clients == "bulk" ? MeasureBulk(at, seconds, front) : MeasureRoundTrips(at, int.Parse(clients, CultureInfo.InvariantCulture), seconds, front);

    private static string MeasureRoundTrips(IPEndPoint at, int clients, double seconds, int front)
    {
        using var epoll = new Epoll(64);
        var sockets = Enumerable.Range(0, clients).Select(_ => Connect(at, front)).ToArray();
        var message = new byte[MessageLength];
        for (var number = 0; number < clients; number++)
        {
            _ = epoll.Watch(sockets[number].SafeHandle, EpollEvents.Input, (ulong)number);
            _ = SocketCalls.SendNow(sockets[number].SafeHandle, message, out _);
        }

        RoundTrips(epoll, sockets, WarmUp);
        var before = Processor(front);
        var watch = Stopwatch.StartNew();
        var count = RoundTrips(epoll, sockets, seconds);
        var perSecond = count / watch.Elapsed.TotalSeconds;
        var each = (Processor(front) - before).TotalMicroseconds / count;
        foreach (var socket in sockets)
            socket.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} {each:0.00}");
    }

    private static long RoundTrips(Epoll epoll, Socket[] sockets, double seconds)
    {
        var buffer = new byte[MessageLength];
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var count = 0L;
        while (Stopwatch.GetTimestamp() < until)
        {
            var happened = epoll.Wait(1000);
            for (var index = 0; index < happened; index++)
            {
                if (!epoll.Happened(index, out var number, out _))
                    continue;
                var socket = sockets[number].SafeHandle;
                if (SocketCalls.ReceiveNow(socket, buffer, out var error) != MessageLength)
                    throw new IOException($"a message in pieces, or errno {error}");
                _ = SocketCalls.SendNow(socket, buffer, out _);
                count++;
            }
        }

        return count;
    }

    private static string MeasureBulk(IPEndPoint at, double seconds, int front)
    {
        using var socket = Connect(at, front);
        socket.Send([Node.Bulk]);
        var buffer = new byte[512 * 1024];
        Receive(socket, buffer, WarmUp);
        var before = Processor(front);
        var watch = Stopwatch.StartNew();
        var megabytes = Receive(socket, buffer, seconds) / 1e6;
        var perSecond = megabytes / watch.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} {(Processor(front) - before).TotalMilliseconds / megabytes:0.00}");
    }

    private static long Receive(Socket socket, byte[] buffer, double seconds)
    {
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var count = 0L;
        while (Stopwatch.GetTimestamp() < until)
            count += socket.Receive(buffer);
        return count;
    }

    private static Socket Connect(IPEndPoint at, int front)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(at);
        if (front == 0)
            socket.Send(new byte[Node.TicketLength]);
        return socket;
    }

    private static TimeSpan Processor(int process) => process == 0 ? TimeSpan.Zero : Process.GetProcessById(process).TotalProcessorTime;
}
