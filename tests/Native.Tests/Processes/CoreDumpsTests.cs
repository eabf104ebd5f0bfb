using System.Runtime.InteropServices;
using ActorServer.Native.Processes;

namespace ActorServer.Native.Tests.Processes;

public sealed partial class CoreDumpsTests
{
    private const int GetDumpable = 3;
    private const int SetDumpable = 4;

    [Fact]
    public void A_process_that_forbids_them_leaves_none()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            CoreDumps.Forbid();
            Assert.Equal(0, Control(GetDumpable, 0));
        }
        finally
        {
            _ = Control(SetDumpable, 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value);
}
