namespace ActorServer;

/// <summary>
/// What a backend takes from the system for a service at most, beside what the server has anyway: one descriptor for each
/// client. The server compares it with the system's limits when it starts.
/// </summary>
public sealed record BackendNeeds
{
    /// <summary>Open files of the server's process.</summary>
    public long Descriptors { get; init; }

    /// <summary>Processes and threads.</summary>
    public long Tasks { get; init; }

    /// <summary>Mapped regions of memory of the server's process (Linux).</summary>
    public long MemoryMaps { get; init; }

    /// <summary>
    /// Processes and threads that may be started for one client who has been accepted. The server stops accepting while fewer are left.
    /// </summary>
    public int TasksOfClient { get; init; }
}
