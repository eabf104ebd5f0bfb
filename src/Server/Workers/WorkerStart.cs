using System.Net.Sockets;
using ActorServer.Native.Calls;
using ActorServer.Native.Sockets;
using ActorServer.Server.Processes;

namespace ActorServer.Server.Workers;

/// <summary>
/// The first words to a worker's process: what it is to do, in two lines on its standard input, and with their first bytes its
/// end of a pair of sockets for Akka.Remote. That way passes any program that stands before the worker, as a further descriptor
/// would not.
/// </summary>
internal static class WorkerStart
{
    // What a new socket takes at once.
    private const int WithTheConnection = 256;

    /// <summary>
    /// Says them, without waiting for the process to read. The errno, or 0; an end of the process is no error, as its exit says
    /// so.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="lines">The two lines.</param>
    /// <param name="connection">The server's end of the pair; null with an error.</param>
    public static int Send(ChildProcess process, ReadOnlyMemory<byte> lines, out Socket? connection)
    {
        connection = null;
        var error = LocalSocketPair.MakeConnection(out var ours, out var theirs);
        using (theirs)
        {
            var first = lines[..Math.Min(WithTheConnection, lines.Length)];
            if (error == 0)
                error = DescriptorPassing.Send(process.Control, first.Span, theirs);
            if (error is not (0 or Errno.EPIPE))
            {
                ours.Dispose();
                return error;
            }

            connection = new Socket(ours);
            _ = SendRestAsync(process.StandardInput, lines[first.Length..]);
            return 0;
        }
    }

    // A process that reads nothing must not hold up this thread; start-timeout ends it.
    private static async Task SendRestAsync(Stream input, ReadOnlyMemory<byte> lines)
    {
        try
        {
            await input.WriteAsync(lines).ConfigureAwait(false);
            await input.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // It has ended already, and its exit will say so.
        }
    }
}
