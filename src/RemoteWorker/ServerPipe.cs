using System.Runtime.InteropServices;
using System.Text;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The pipe from the server on standard input: first one line with what the worker is to do, then nothing until its end,
/// which means that the server is gone, however it went. A worker does not outlive its server: it then ends at once,
/// whatever its handler is doing, and with it all processes of its group.
/// </summary>
internal sealed partial class ServerPipe(Stream input) : IDisposable
{
    // The line carries names, paths and a secret; a longer one is not from a server.
    private const int LongestLine = 64 * 1024;
    private const int SigKill = 9;

    /// <summary>Reads the first line, up to its end.</summary>
    /// <exception cref="FormatException">The pipe ended before the line did, or the line is too long.</exception>
    public string ReadBootstrapLine()
    {
        var line = new List<byte>(1024);
        while (input.ReadByte() is var next && next != '\n')
        {
            if (next < 0 || line.Count >= LongestLine)
                throw new FormatException("There is no bootstrap line on standard input; remote-worker is started by actor-server.");
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Watches for the end of the pipe on a thread of its own, which no handler can hold up.</summary>
    public void EndWithServer() => new Thread(WaitForEnd) { Name = "server-pipe", IsBackground = true }.Start();

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();

    private void WaitForEnd()
    {
        var buffer = new byte[64];
        try
        {
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A pipe that cannot be read is as good as ended.
        }

        // The server starts each worker as the leader of a group; the group is this process and what a handler started.
        if (ProcessGroup() == Environment.ProcessId)
            _ = Kill(0, SigKill);
        Environment.Exit(0);
    }

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int ProcessGroup();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
