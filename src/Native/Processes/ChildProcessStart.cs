namespace ActorServer.Native.Processes;

/// <summary>What to start, and with what.</summary>
/// <param name="FileName">The executable's path. PATH is not searched; a relative path is relative to the server.</param>
/// <param name="Arguments">The arguments after the program's name.</param>
/// <param name="Environment">The whole environment: nothing is inherited.</param>
/// <param name="WorkingDirectory">Where the process starts; null for where the server is.</param>
internal sealed record ChildProcessStart(
    string FileName,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string? WorkingDirectory)
{
    /// <summary>The most memory that it may have to write to, in bytes, threads' stacks included; 0 without limit. Linux alone.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Whether nobody waits for it, so that it can be done without where processes and threads are few.</summary>
    public bool IsSpare { get; init; }

    /// <summary>How much it gives way to others, 0 to 19.</summary>
    public int Niceness { get; init; }
}
