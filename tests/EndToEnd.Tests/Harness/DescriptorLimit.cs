using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Changes how many descriptors another process may have (prlimit(2), Linux).</summary>
internal static partial class DescriptorLimit
{
    private const int OpenFiles = 7;

    /// <summary>Changes the soft limit; the hard one stays. Returns what it was before.</summary>
    public static int Set(int pid, int descriptors)
    {
        if (prlimit(pid, OpenFiles, 0, out var before) != 0)
            throw new Win32Exception();
        var limit = before with { Soft = (nuint)descriptors };
        if (prlimit(pid, OpenFiles, in limit, 0) != 0)
            throw new Win32Exception();
        return (int)before.Soft;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, in Limit newLimit, nint oldLimit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, nint newLimit, out Limit oldLimit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
