namespace ActorServer.Native.Processes;

/// <summary>What a process is doing, as Linux tells it.</summary>
internal static class ProcessState
{
    /// <summary>proc_pid_stat(5), the third field: <c>T</c> when a signal has stopped it, <c>t</c> when a debugger has.</summary>
    public static bool IsStopped(int pid)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{pid}/stat");
            // A process may have any name, with brackets in it.
            return line[(line.LastIndexOf(')') + 1)..].TrimStart() is ['T' or 't', ..];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
