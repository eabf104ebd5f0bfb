using ActorServer.Native.Calls;
using ActorServer.Native.Signals;

namespace ActorServer.Native.Processes;

/// <summary>A group of processes: those that one of them, its leader, has started, unless they have left it.</summary>
internal static class ProcessGroup
{
    private const int Own = 0;
    private const int PRIO_PGRP = 1;

    /// <summary>Whether this process is the leader of its group.</summary>
    public static bool IsLedByThisProcess => Libc.getpgrp() == Environment.ProcessId;

    /// <summary>kill(2): ends this process and all others of its group at once.</summary>
    public static void KillOwn() => _ = Libc.kill(Own, SignalNumbers.SIGKILL);

    /// <summary>kill(2): sends a signal to all processes of the group. Failure means that nobody is there.</summary>
    public static void Signal(int leader, int signal) => _ = Libc.kill(-leader, signal);

    /// <summary>setpriority(2), for all threads of all processes of the group.</summary>
    public static void MakeNice(int leader, int niceness) => _ = Libc.setpriority(PRIO_PGRP, leader, niceness);
}
