using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
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

    /// <summary>Whether a server's words are there, for a program that is started by others as well (<see cref="StartedByServer"/>).</summary>
    public static bool IsFromServer() => StartedByServer.IsThisProcess();

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
