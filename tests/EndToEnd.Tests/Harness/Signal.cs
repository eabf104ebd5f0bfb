using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Signals to one process, by its id.</summary>
internal static partial class Signal
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int pid, int signal)
    {
        Assert.True(pid > 1, $"{pid} is no process of ours");
        if (SendSignal(pid, signal) != 0)
            throw new InvalidOperationException($"signal {signal} to {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
