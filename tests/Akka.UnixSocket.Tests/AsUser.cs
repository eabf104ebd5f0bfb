using System.Runtime.InteropServices;

namespace ActorServer.UnixSocket.Tests;

/// <summary>
/// Acts as another user on a thread of its own. The system call, unlike the function of the C library, changes the one thread
/// that makes it, which ends here. Linux.
/// </summary>
internal static partial class AsUser
{
    private const uint Unchanged = uint.MaxValue;

    // setresuid
    private static nint SystemCall => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;

    public static Task<T> Run<T>(uint user, Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Assert.Equal(0, syscall(SystemCall, Unchanged, user, Unchanged));
                done.SetResult(action());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }).Start();
        return done.Task;
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nuint real, nuint effective, nuint saved);
}
