using System.Runtime.InteropServices;
using ActorServer.Protocol.Workers;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The socket from the server on standard input: first two lines with what the worker is to do, then the sockets of its
/// clients. Its end means that the server is gone, however it went. A worker does not outlive its server: it then ends at
/// once, whatever its handler is doing, and with it all processes of its group.
/// </summary>
internal sealed partial class ServerChannel(Stream input, SafeHandle descriptor) : IDisposable
{
    // Names, paths, a secret, a handler's settings and a configuration; what is longer is not from a server.
    private const int LongestStart = 256 * 1024;
    private const int SigKill = 9;

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
            var count = text.Length <= LongestStart ? input.Read(text, length, text.Length - length) : 0;
            if (count == 0)
                throw new FormatException("There is no bootstrap line with a configuration on standard input; remote-worker is started by actor-server.");
            length += count;
        }
    }

    /// <summary>
    /// Waits for the clients' sockets and for the end of the server, on a thread of its own, which no handler can hold up.
    /// </summary>
    /// <param name="handedOver">Takes each client. Called on that thread.</param>
    public void Attend(Action<HandedOverClient> handedOver) =>
        new Thread(() => TakeUntilEnd(handedOver)) { Name = "server-channel", IsBackground = true }.Start();

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();

    private static int LineEndIn(ReadOnlyMemory<byte> text) => text.Span.IndexOf((byte)'\n');

    private void TakeUntilEnd(Action<HandedOverClient> handedOver)
    {
        while (HandOff.Receive(descriptor, out _) is { } client)
            handedOver(client);

        // Ended, or of no more use, which is as good. The server starts each worker as the leader of a group; the group is
        // this process and what a handler started.
        if (ProcessGroup() == Environment.ProcessId)
            _ = Kill(0, SigKill);
        Environment.Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int ProcessGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
