using System.Runtime.InteropServices;

namespace ActorServer.Native.Signals;

/// <summary>The numbers of signals, signal(7).</summary>
internal static class SignalNumbers
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGABRT = 6;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    /// <summary>As .NET takes a signal for which it has no name.</summary>
    public const PosixSignal SIGALRM = (PosixSignal)14;

    public static readonly PosixSignal SIGUSR1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);
    public static readonly PosixSignal SIGUSR2 = (PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12);
    public static readonly int SIGCHLD = OperatingSystem.IsMacOS() ? 20 : 17;
}
