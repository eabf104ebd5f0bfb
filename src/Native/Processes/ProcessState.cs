namespace ActorServer.Native.Processes;

/// <summary>What a process is doing, as Linux tells it.</summary>
internal static class ProcessState
{
    private const int State = 3;

    /// <summary><c>T</c> when a signal has stopped it, <c>t</c> when a debugger has.</summary>
    public static bool IsStopped(int pid) => ProcessStat.Of(pid)?[State] is "T" or "t";
}
