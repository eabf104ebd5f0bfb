using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary>Why a system call has failed: the numbers of errno(3) that somebody asks for, of Linux and macOS.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int E2BIG = 7;
    public const int ENOEXEC = 8;
    public const int EBADF = 9;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int ENOTDIR = 20;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;

    public static readonly int EAGAIN = OperatingSystem.IsMacOS() ? 35 : 11;
    public static readonly int EINPROGRESS = OperatingSystem.IsMacOS() ? 36 : 115;
    public static readonly int ENOTSOCK = OperatingSystem.IsMacOS() ? 38 : 88;
    public static readonly int ENETDOWN = OperatingSystem.IsMacOS() ? 50 : 100;
    public static readonly int ENETUNREACH = OperatingSystem.IsMacOS() ? 51 : 101;
    public static readonly int ECONNABORTED = OperatingSystem.IsMacOS() ? 53 : 103;
    public static readonly int ECONNRESET = OperatingSystem.IsMacOS() ? 54 : 104;
    public static readonly int ENOBUFS = OperatingSystem.IsMacOS() ? 55 : 105;
    public static readonly int ENOTCONN = OperatingSystem.IsMacOS() ? 57 : 107;
    public static readonly int ETIMEDOUT = OperatingSystem.IsMacOS() ? 60 : 110;
    public static readonly int ECONNREFUSED = OperatingSystem.IsMacOS() ? 61 : 111;
    public static readonly int EHOSTDOWN = OperatingSystem.IsMacOS() ? 64 : 112;
    public static readonly int EHOSTUNREACH = OperatingSystem.IsMacOS() ? 65 : 113;

    /// <summary>Why this thread's last call has failed, which the caller knows that it has.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>strerror(3).</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>The errno of a call that returns 0 when it succeeds, or 0.</summary>
    public static int Of(int result) => result == 0 ? 0 : Last;
}
