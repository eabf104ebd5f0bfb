using System.Runtime.InteropServices;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Signals to one process, by its id. The numbers are those of Linux.</summary>
internal static partial class Signal
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Pipe = 13;
    public const int Alarm = 14;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int pid, int signal)
    {
        Assert.True(pid > 1, $"{pid} is no process of ours");
        if (SendSignal(pid, signal) != 0)
            throw new InvalidOperationException($"signal {signal} to {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The same, but one that is gone is none to be sent to.</summary>
    public static void SendIfRunning(int pid, int signal)
    {
        if (ProcessTable.IsRunning(pid))
            _ = SendSignal(pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
