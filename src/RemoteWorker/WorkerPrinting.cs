using System.Text;
using ActorServer.Native.Descriptors;
using ActorServer.Protocol.Logs;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Lines on a worker's standard output that the server tells apart from what else is written there: what handlers print, and entries
/// of the log. They go past .NET's console, which watches a terminal and sets up signals for it, and which a handler may redirect.
/// </summary>
/// <remarks>
/// A program that a handler has started may have made the pipe one on which nobody waits; and when it is closed, the server has no use
/// for the line any more.
/// </remarks>
internal static class WorkerPrinting
{
    private static readonly SafeFileHandle StandardOutput = new(1, ownsHandle: false);

    // Longer lines than a pipe takes undivided stay whole.
    private static readonly Lock Printing = new();

    /// <summary>Prints a line of a handler's on the server's standard output.</summary>
    public static void Print(string line) => Write(Encoding.UTF8.GetBytes($"{ServerOutput.PrintedLineMark}{line}\n"));

    /// <summary>Writes an entry into the server's log.</summary>
    public static void Log(LogEntry entry) => Write(LogEntryLine.Write(entry));

    private static void Write(byte[] line)
    {
        lock (Printing)
            _ = DescriptorOutput.WriteAll(StandardOutput, line, out _);
    }
}
