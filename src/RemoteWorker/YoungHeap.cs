using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The part of the heap in which a start's objects come to lie. A page that is provided only when it is first written to costs an
/// interruption; some four hundred of them are a twentieth of what a start costs.
/// </summary>
internal static unsafe partial class YoungHeap
{
    // What a worker has allocated when it is ready; more costs more than it saves.
    private const nuint Length = 1536 * 1024;

    // The runtime goes on in what it has already.
    private const nuint Begun = 16 * 1024;

    private const int ReadAndWrite = 0x1 | 0x2;
    private const int PopulateForWriting = 23;

    /// <summary>
    /// Has the kernel provide the pages at once (madvise(2), MADV_POPULATE_WRITE, since Linux 5.14). To be called first of all.
    /// Where it does not work, and in a managed worker, it is left.
    /// </summary>
    public static void Populate()
    {
        if (RuntimeFeature.IsDynamicCodeSupported || !OperatingSystem.IsLinux())
            return;
        var youngest = new object();
        var page = (nuint)Environment.SystemPageSize;
        var start = (*(nuint*)Unsafe.AsPointer(ref youngest) + Begun) & ~(page - 1);
        // The runtime reserves addresses for the whole heap in one piece, many gigabytes, and opens them as it goes; that it finds
        // them open makes no difference to it.
        if (Protect(start, Length, ReadAndWrite) == 0)
            _ = Advise(start, Length, PopulateForWriting);
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nuint start, nuint length, int access);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
