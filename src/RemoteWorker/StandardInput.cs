using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Bootstrap;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Standard input is the way on which the channel to the server comes, because every program that stands between server and
/// worker passes it on. It is no place for it to stay: every program that a handler starts inherits it.
/// </summary>
internal static class StandardInput
{
    private const int Number = 0;

    // A server speaks as soon as the process runs; this is for a machine on which it does not come to that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a server's words are there, for a program that is started by others as well. Nothing is taken, and no other program waits for
    /// the answer: what it has for standard input is no channel (<see cref="LocalSocketPair.MayBeChannel"/>).
    /// </summary>
    public static bool IsFromServer()
    {
        using var input = new SafeFileHandle(Number, ownsHandle: false);
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

    /// <summary>
    /// Moves what is there to a descriptor that no program inherits, and leaves an empty input in its place. Call it before
    /// anything else runs. Null, and why, when that cannot be.
    /// </summary>
    public static SafeFileHandle? Take(out string error)
    {
        error = "";
        using var input = new SafeFileHandle(Number, ownsHandle: false);
        var moved = Fcntl.Duplicate(input, out var failure);
        if (moved < 0)
        {
            error = $"There is no standard input: {Errno.Describe(failure)}.";
            return null;
        }

        var channel = new SafeFileHandle(moved, ownsHandle: true);
        failure = NullDevice.PutAt(Number);
        if (failure == 0)
            return channel;
        error = $"{NullDevice.Path} cannot be the standard input: {Errno.Describe(failure)}.";
        channel.Dispose();
        return null;
    }
}
