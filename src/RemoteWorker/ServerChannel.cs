using System.Net.Sockets;
using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The socket on which the server speaks to this worker alone: first two lines with what the worker is to do and, with their first
/// bytes, the worker's end of a connection for Akka.Remote; then the sockets of its clients. Its end means that the server is gone,
/// however it went. A worker does not outlive its server: it then ends at once, whatever its handler is doing, and with it all
/// processes of its group.
/// </summary>
internal sealed class ServerChannel(SafeFileHandle channel) : IDisposable
{
    // Names, paths, a handler's settings and a configuration; what is longer is not from a server.
    private const int LongestStart = 256 * 1024;

    private SafeSocketHandle? _connection;

    /// <summary>Reads the first two lines: the worker's own, and the configuration that all workers of its service have.</summary>
    /// <exception cref="FormatException">The channel ended before the lines did, or they are too long.</exception>
    public (ReadOnlyMemory<byte> Bootstrap, ReadOnlyMemory<byte> Config) ReadStart()
    {
        // The server says nothing more before it has heard that the worker is ready, so nothing is taken that comes later.
        var text = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            var arrived = text.AsMemory(0, length);
            if (LineEndIn(arrived) is var first and >= 0 && LineEndIn(arrived[(first + 1)..]) is var second and >= 0)
                return (arrived[..first], arrived.Slice(first + 1, second));
            if (length == text.Length)
                Array.Resize(ref text, text.Length * 2);
            var count = text.Length <= LongestStart ? Receive(text.AsSpan(length)) : 0;
            if (count == 0)
                throw new FormatException("There is no bootstrap line with a configuration on standard input; remote-worker is started by actor-server.");
            length += count;
        }
    }

    /// <summary>The connection for Akka.Remote, once; the caller owns it.</summary>
    /// <exception cref="FormatException">None has come with the first two lines.</exception>
    public Socket TakeConnection()
    {
        var connection = Interlocked.Exchange(ref _connection, null)
            ?? throw new FormatException("No connection has come with the bootstrap line on standard input.");
        return new Socket(connection);
    }

    /// <summary>
    /// Waits for the clients' sockets and for the end of the server, on a thread of its own, which no handler can hold up.
    /// </summary>
    /// <param name="arrived">Takes each client. Called on that thread.</param>
    /// <param name="delivered">Takes the keys with which the clients' TLS is to be ended, before a client for whom they hold. Called on that thread.</param>
    public void Attend(Action<HandOffClient> arrived, Action<WorkerKeys> delivered) =>
        new Thread(() => TakeUntilEnd(arrived, delivered)) { Name = "server-channel", IsBackground = true }.Start();

    public void Dispose()
    {
        channel.Dispose();
        _connection?.Dispose();
    }

    private static int LineEndIn(ReadOnlyMemory<byte> text) => text.Span.IndexOf((byte)'\n');

    private int Receive(Span<byte> text)
    {
        var count = DescriptorPassing.Receive(channel, text, out var descriptor, out var error);
        if (descriptor is not null)
            Interlocked.Exchange(ref _connection, descriptor)?.Dispose();
        // Whoever starts a worker by hand is told what is wrong with it, whatever standard input is.
        return error == Errno.ENOTSOCK ? Math.Max(0, DescriptorInput.Read(channel, text)) : count;
    }

    private void TakeUntilEnd(Action<HandOffClient> arrived, Action<WorkerKeys> delivered)
    {
        var room = HandOff.NewRoom();
        while (HandOff.Receive(channel, out _, delivery => delivered(WorkerKeys.Take(delivery)), room) is { } client)
            arrived(client);

        // Ended, or of no more use, which is as good. The server starts each worker as the leader of a group; the group is
        // this process and what a handler started.
        if (ProcessGroup.IsLedByThisProcess)
            ProcessGroup.KillOwn();
        Environment.Exit(0);
    }
}
