using System.Runtime.InteropServices;
using System.Text;
using ActorServer.Protocol.Workers;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The socket from the server on standard input: first one line with what the worker is to do, then the sockets of its
/// clients. Its end means that the server is gone, however it went. A worker does not outlive its server: it then ends at
/// once, whatever its handler is doing, and with it all processes of its group.
/// </summary>
internal sealed partial class ServerChannel(Stream input, SafeHandle descriptor) : IDisposable
{
    // The line carries names, paths, a secret and a handler's settings; a longer one is not from a server.
    private const int LongestLine = 256 * 1024;
    private const int SigKill = 9;

    /// <summary>Reads the first line, up to its end.</summary>
    /// <exception cref="FormatException">The channel ended before the line did, or the line is too long.</exception>
    public string ReadBootstrapLine()
    {
        // The server says nothing more before it has heard that the worker is ready, so nothing is taken that comes later.
        var line = new byte[32 * 1024];
        var length = 0;
        int end;
        while ((end = line.AsSpan(0, length).IndexOf((byte)'\n')) < 0)
        {
            if (length == line.Length)
                Array.Resize(ref line, line.Length * 2);
            var count = line.Length <= LongestLine ? input.Read(line, length, line.Length - length) : 0;
            if (count == 0)
                throw new FormatException("There is no bootstrap line on standard input; remote-worker is started by actor-server.");
            length += count;
        }

        return Encoding.UTF8.GetString(line, 0, end);
    }

    /// <summary>
    /// Waits for the clients' sockets and for the end of the server, on a thread of its own, which no handler can hold up.
    /// </summary>
    /// <param name="handedOver">Takes each client. Called on that thread.</param>
    public void Attend(Action<HandedOverClient> handedOver) =>
        new Thread(() => TakeUntilEnd(handedOver)) { Name = "server-channel", IsBackground = true }.Start();

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();

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
