using System.Runtime.InteropServices;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.RemoteWorker;

/// <summary>
/// Standard input is the way on which the channel to the server comes, because every program that stands between server and
/// worker passes it on. It is no place for it to stay: every program that a handler starts inherits it.
/// </summary>
internal static partial class StandardInput
{
    private const string NothingToRead = "/dev/null";
    private const int ReadOnly = 0;

    /// <summary>
    /// Moves what is there to a descriptor that no program inherits, and leaves an empty input in its place. Call it before
    /// anything else runs. Null, and why, when that cannot be.
    /// </summary>
    public static SafeFileHandle? Take(out string error)
    {
        error = "";
        using var input = new SafeFileHandle(0, ownsHandle: false);
        var moved = Fcntl.Duplicate(input, out var failure);
        if (moved < 0)
        {
            error = $"There is no standard input: {Marshal.GetPInvokeErrorMessage(failure)}.";
            return null;
        }

        using var empty = new SafeFileHandle(Open(NothingToRead, ReadOnly), ownsHandle: true);
        var channel = new SafeFileHandle(moved, ownsHandle: true);
        if (!empty.IsInvalid && Duplicate(empty, 0) == 0)
            return channel;
        error = $"{NothingToRead} cannot be the standard input: {Marshal.GetLastPInvokeErrorMessage()}.";
        channel.Dispose();
        return null;
    }

    // Without a mode, which open(2) takes only for files that it makes, no argument is variadic.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    // The new one is not closed on exec.
    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(SafeHandle descriptor, int number);
}
