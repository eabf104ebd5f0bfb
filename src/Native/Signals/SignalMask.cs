using ActorServer.Native.Calls;

namespace ActorServer.Native.Signals;

/// <summary>Which signals the calling thread lets through: pthread_sigmask(3).</summary>
internal static unsafe class SignalMask
{
    private static readonly int SIG_BLOCK = OperatingSystem.IsMacOS() ? 1 : 0;
    private static readonly int SIG_UNBLOCK = OperatingSystem.IsMacOS() ? 2 : 1;

    /// <summary>
    /// Unblocks all signals. A process inherits what is blocked; a signal for the process is delivered as long as one of its
    /// threads lets it through.
    /// </summary>
    public static void UnblockAll()
    {
        var all = stackalloc byte[Libc.OpaqueSize];
        _ = Libc.sigfillset(all);
        _ = Libc.pthread_sigmask(SIG_UNBLOCK, all, null);
    }

    /// <summary>Blocks a signal, also for what this thread may execute: one that comes waits.</summary>
    public static void Block(int number)
    {
        var one = stackalloc byte[Libc.OpaqueSize];
        _ = Libc.sigemptyset(one);
        _ = Libc.sigaddset(one, number);
        _ = Libc.pthread_sigmask(SIG_BLOCK, one, null);
    }
}
