using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>A signal for one process.</summary>
internal static class ProcessSignal
{
    /// <summary>kill(2). Failure means that nobody is there.</summary>
    public static void Send(int pid, int signal) => _ = Libc.kill(pid, signal);
}
