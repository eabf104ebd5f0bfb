using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>What fcntl(2) does to a descriptor.</summary>
internal static class Fcntl
{
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int CloseOnExec = 1;
    private const int LowestDuplicate = 3;

    private static readonly int DuplicateCloseOnExec = OperatingSystem.IsMacOS() ? 67 : 1030;

    private static readonly bool HasVariadicsOnTheStack =
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Duplicates a descriptor, closed on exec and never as 0, 1 or 2. The new one, or -1 and the errno.</summary>
    public static int Duplicate(SafeHandle handle, out int error)
    {
        var duplicate = Call(handle, DuplicateCloseOnExec, LowestDuplicate);
        error = duplicate < 0 ? Errno.Last : 0;
        return duplicate;
    }

    /// <summary>Clears <c>O_NONBLOCK</c>, for every descriptor of the open file.</summary>
    public static void MakeBlocking(SafeHandle handle)
    {
        var flags = Call(handle, GetFlags, 0);
        if (flags >= 0 && (flags & OpenFlags.O_NONBLOCK) != 0)
            _ = Call(handle, SetFlags, flags & ~OpenFlags.O_NONBLOCK);
    }

    /// <summary>Sets it: calls on the open file return at once instead of waiting.</summary>
    public static void MakeNonBlocking(SafeHandle handle)
    {
        var flags = Call(handle, GetFlags, 0);
        if (flags >= 0 && (flags & OpenFlags.O_NONBLOCK) == 0)
            _ = Call(handle, SetFlags, flags | OpenFlags.O_NONBLOCK);
    }

    /// <summary>Whether calls on the open file return at once instead of waiting.</summary>
    public static bool IsNonBlocking(SafeHandle handle) => (Call(handle, GetFlags, 0) & OpenFlags.O_NONBLOCK) != 0;

    /// <summary>Whether the descriptor is open; one that is closed has no flags.</summary>
    public static bool IsOpen(SafeHandle handle) => Call(handle, GetDescriptorFlags, 0) >= 0;

    /// <summary>Whether it has <c>FD_CLOEXEC</c>, so that it has not been inherited.</summary>
    public static bool ClosesOnExecute(SafeHandle handle) => Call(handle, GetDescriptorFlags, 0) is >= 0 and var flags && (flags & CloseOnExec) != 0;

    /// <summary>Sets <c>FD_CLOEXEC</c>.</summary>
    public static void CloseOnExecute(SafeHandle handle) => Call(handle, SetDescriptorFlags, CloseOnExec);

    private static int Call(SafeHandle handle, int command, nint argument) =>
        HasVariadicsOnTheStack
            ? Libc.fcntl_with_stack_argument(handle, command, 0, 0, 0, 0, 0, 0, argument)
            : Libc.fcntl(handle, command, argument);
}
