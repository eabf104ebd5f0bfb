using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Files;

/// <summary>flock(2): one holder at a time, for as long as its descriptor is open.</summary>
internal static class FileLock
{
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;

    private static readonly TimeSpan PauseWhileLocked = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until nobody else has the file or directory locked, and locks it until its descriptor is closed.</summary>
    /// <exception cref="OperationCanceledException">Somebody has it locked for too long.</exception>
    /// <exception cref="IOException">It cannot be locked, as on some file systems; the message is the system's.</exception>
    public static async Task TakeAsync(SafeHandle file, CancellationToken deadline)
    {
        while (Errno.Of(Libc.flock(file, LOCK_EX | LOCK_NB)) is var error and not 0)
        {
            if (error != Errno.EAGAIN && error != Errno.EINTR)
                throw new IOException(Errno.Describe(error));
            await Task.Delay(PauseWhileLocked, deadline).ConfigureAwait(false);
        }
    }
}
