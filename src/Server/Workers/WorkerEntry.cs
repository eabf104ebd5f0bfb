using System.Diagnostics;
using ActorServer.Server.Processes;

namespace ActorServer.Server.Workers;

/// <summary>
/// One worker, as an operator sees it. The backend and the worker's actor write here, plainly; any thread may read at any time.
/// </summary>
/// <param name="number">Its number.</param>
internal sealed class WorkerEntry(long number)
{
    private volatile ChildProcess? _process;
    private volatile WorkerState _state = WorkerState.Starting;
    private volatile int _clients;
    private volatile string? _retired;
    private long _served;

    /// <summary>Its number.</summary>
    public long Number => number;

    /// <summary>When it was started, in ticks of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>Its place on the scoreboard. The backend's alone.</summary>
    public int Place { get; set; }

    /// <summary>Its process; null before there is one.</summary>
    public ChildProcess? Process
    {
        get => _process;
        set => _process = value;
    }

    /// <summary>What its process writes; null before there is one. For the backend alone.</summary>
    public WorkerOutput? Output { get; set; }

    /// <summary>Where it is in its life.</summary>
    public WorkerState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Clients it has now.</summary>
    public int Clients => _clients;

    /// <summary>Why it gets no new clients, one of <see cref="RetireReason"/>; null while it does.</summary>
    public string? Retired
    {
        get => _retired;
        set => _retired = value;
    }

    /// <summary>Clients it was given.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>It is given a client.</summary>
    public void BeginClient()
    {
        Volatile.Write(ref _served, _served + 1);
        _clients++;
    }

    /// <summary>It has one client fewer.</summary>
    public void EndClient() => _clients--;
}
