using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Protocol.Bootstrap;

/// <summary>How a process knows that a server has started it as a worker: the server's words wait on its standard input.</summary>
internal static class StartedByServer
{
    private const int StandardInput = 0;

    // A server speaks as soon as the process runs; this is for a machine on which it does not come to that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a server's words are there and nobody has taken them. Nothing is taken, and no other program waits for
    /// the answer: what it has for standard input is no channel (<see cref="LocalSocketPair.MayBeChannel"/>).
    /// </summary>
    public static bool IsThisProcess()
    {
        using var input = new SafeFileHandle(StandardInput, ownsHandle: false);
        if (!LocalSocketPair.MayBeChannel(input))
            return false;
        var limit = new TimeLimit((int)Patience.TotalMilliseconds);
        var first = WorkerBootstrap.Beginning;
        Span<byte> begun = stackalloc byte[first.Length];
        while (limit.Left > 0 && Poll.ForInput(input, limit.Left) is 0 or Errno.EINTR)
        {
            if (LocalSocketPair.PeekNow(input, begun) is var count and >= 0)
                return begun[..count].SequenceEqual(first);
        }

        return false;
    }
}
