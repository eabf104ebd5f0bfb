using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Changes how many descriptors another process may have (prlimit(2), Linux).</summary>
internal static partial class DescriptorLimit
{
    private const int OpenFiles = 7;

    public static void Set(int pid, int descriptors)
    {
        var limit = new Limit((nuint)descriptors, (nuint)descriptors);
        if (prlimit(pid, OpenFiles, in limit, 0) != 0)
            throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prlimit(int pid, int resource, in Limit newLimit, nint oldLimit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
