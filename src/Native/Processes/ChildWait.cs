using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>Looks at a child and reaps it, without waiting: waitid(2).</summary>
internal static unsafe class ChildWait
{
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;

    private static readonly int WNOWAIT = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    /// <summary>Looks whether a child has exited, and leaves it to be reaped, so that its pid stays taken.</summary>
    public static ChildState Look(int pid) => Wait(pid, WEXITED | WNOHANG | WNOWAIT, out _);

    /// <summary>Reaps a child that has exited.</summary>
    public static ExitStatus Reap(int pid)
    {
        if (Wait(pid, WEXITED | WNOHANG, out var info) != ChildState.Exited)
            return ExitStatus.Unknown;
        return info.Code == CLD_EXITED ? ExitStatus.FromCode(info.Status) : ExitStatus.FromSignal(info.Status);
    }

    private static ChildState Wait(int pid, int options, out ChildExit exit)
    {
        exit = default;
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        if (Libc.waitid(P_PID, pid, info, options) != 0)
            return ChildState.Gone;
        exit = ChildExit.Parse(new ReadOnlySpan<byte>(info, 128));
        return exit.Pid == 0 ? ChildState.Running : ChildState.Exited;
    }

    /// <summary>
    /// The fields of <c>siginfo_t</c> that waitid(2) fills: signal, errno and code are the first three ints. 64-bit Linux
    /// aligns the union behind them to eight bytes; macOS has no union.
    /// </summary>
    private readonly record struct ChildExit(int Code, int Pid, int Status)
    {
        public static ChildExit Parse(ReadOnlySpan<byte> info)
        {
            var fields = MemoryMarshal.Cast<byte, int>(info);
            return OperatingSystem.IsMacOS()
                ? new ChildExit(fields[2], fields[3], fields[5])
                : new ChildExit(fields[2], fields[4], fields[6]);
        }
    }
}
