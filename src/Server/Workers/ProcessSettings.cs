using ActorServer.Server.Configuration;

namespace ActorServer.Server.Workers;

/// <summary>The settings of the process backend.</summary>
/// <param name="Executable"><c>auto</c>, <c>native</c>, <c>managed</c>, <c>self</c>, or an absolute path.</param>
/// <param name="BytePath"><c>auto</c>, <c>hand-off</c> or <c>relay</c>.</param>
/// <param name="SpareWorkers">Workers kept ready ahead of the clients.</param>
/// <param name="MaxWorkers">The most processes at once, in whatever state.</param>
/// <param name="ClientsPerWorker">Clients that a worker serves before it ends; 0 without end.</param>
/// <param name="MaxConcurrentStarts">The most workers starting at once.</param>
/// <param name="StartTimeout">How long a worker may take to be ready.</param>
/// <param name="KillTimeout">How long a worker that is to end has before it is killed.</param>
/// <param name="MemoryLimit">The most memory a worker may use, in bytes; 0 without limit.</param>
/// <param name="Niceness">How much a worker gives way to other processes, 0 to 19.</param>
/// <param name="ClientsPerWorkerJitter">By how many per cent of its clients a worker may end earlier, 0 to 100.</param>
/// <param name="IdleWorkerTimeout">How long workers beyond the spare ones may be idle before they end; zero for ever.</param>
internal sealed record ProcessSettings(
    string Executable,
    string BytePath,
    int SpareWorkers,
    int MaxWorkers,
    int ClientsPerWorker,
    int MaxConcurrentStarts,
    TimeSpan StartTimeout,
    TimeSpan KillTimeout,
    long MemoryLimit = 0,
    int Niceness = 0,
    int ClientsPerWorkerJitter = 0,
    TimeSpan IdleWorkerTimeout = default)
{
    /// <summary>The words put before the executable, the first of them a file's absolute path; none by default.</summary>
    public IReadOnlyList<string> CommandPrefix { get; init; } = [];

    /// <summary>The program in which the server is embedded; null where it is in none, or nobody has asked yet.</summary>
    public WorkerExecutable? Self { get; init; }

    /// <summary>The environment variables of workers beside those that each gets.</summary>
    public WorkerEnvironmentSettings Environment { get; init; } = WorkerEnvironmentSettings.None;

    /// <summary>Where workers start, absolute; null for where the server is.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether workers do not interrupt who runs when they wake up.</summary>
    public bool BatchScheduling { get; init; } = true;

    /// <summary>How many clients a worker serves at the same time.</summary>
    public int ClientsAtOnce { get; init; } = 1;

    /// <summary>How old a worker becomes before it is replaced; zero for no matter how old.</summary>
    public TimeSpan MaxWorkerAge { get; init; }

    /// <summary>The resident memory from which on a worker is replaced, in bytes; 0 for never.</summary>
    public long RecycleMemory { get; init; }

    /// <summary>How long the other clients of a worker may go on in which a handler hangs.</summary>
    public TimeSpan RetireTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most clients that all workers serve at the same time, with so many workers.</summary>
    public int PlacesOf(int workers) => (int)Math.Min(int.MaxValue, (long)workers * ClientsAtOnce);

    /// <summary>Whether bytes go through the server instead of straight between worker and client.</summary>
    public bool Relays => BytePath == "relay";

    /// <summary>The key of <see cref="MaxWorkers"/>.</summary>
    public const string MaxWorkersKey = "max-workers";

    // Below that no .NET program starts.
    private const long LeastMemory = 64 << 20;

    // A native worker has more than that when it starts.
    private const long LeastRecycleMemory = 16 << 20;

    /// <summary>Reads and checks a block. Paths become absolute; what they name must be there.</summary>
    public static ProcessSettings From(SectionReader section) => new(
        ResolveExecutable(section),
        section.Choice("byte-path", "auto", "hand-off", "relay"),
        section.Number("spare-workers", 0),
        section.Number(MaxWorkersKey, 1),
        section.Number("clients-per-worker", 0),
        section.Number("max-concurrent-starts", 1),
        section.Duration("start-timeout", mayBeZero: false),
        section.Duration("kill-timeout", mayBeZero: false),
        section.SizeOrNone("memory-limit", LeastMemory),
        section.Number("niceness", 0, 19),
        section.Percentage("clients-per-worker-jitter"),
        section.Duration("idle-worker-timeout"))
    {
        CommandPrefix = Workers.CommandPrefix.Resolve(section),
        Environment = WorkerEnvironmentSettings.From(section.Below("environment")),
        WorkingDirectory = ResolveWorkingDirectory(section),
        BatchScheduling = section.Choice("scheduling", "batch", "normal") == "batch",
        ClientsAtOnce = ReadClientsAtOnce(section),
        MaxWorkerAge = section.Duration("max-worker-age"),
        RecycleMemory = section.SizeOrNone("recycle-memory", LeastRecycleMemory),
        RetireTimeout = section.Duration("retire-timeout", mayBeZero: false),
    };

    private static int ReadClientsAtOnce(SectionReader section)
    {
        var atOnce = section.Number("clients-at-once", 1);
        var inAll = section.Number("clients-per-worker", 0);
        return inAll == 0 || inAll >= atOnce
            ? atOnce
            : throw section.Wrong("clients-at-once", $"at most {section.Place("clients-per-worker")}, which is {inAll}; raise that, or set it to 0, without end");
    }

    private static string? ResolveWorkingDirectory(SectionReader section)
    {
        var setting = section.Text("working-directory");
        if (setting.Length == 0)
            return null;
        var path = section.FullPath("working-directory", setting);
        return Directory.Exists(path)
            ? path
            : throw section.Wrong("working-directory", $"there is no directory {path}; a directory that exists, relative to this file, or \"\" for the server's");
    }

    private static string ResolveExecutable(SectionReader section)
    {
        var setting = section.Text("executable");
        if (setting == WorkerExecutable.SelfKind)
            return OwnProgram.IsTheServer ? throw section.Wrong("executable", "it is for a server that is embedded in an application; auto, native, managed, or the path of a worker") : setting;
        var path = setting switch
        {
            WorkerExecutable.Auto or WorkerExecutable.ManagedKind => WorkerExecutable.Managed.Path,
            WorkerExecutable.NativeKind => WorkerExecutable.Native.Path,
            var file => setting = section.FullPath("executable", file),
        };
        if (!File.Exists(path))
            throw section.Wrong("executable", $"there is no file {path}; auto, native (built where there is a C toolchain), managed, or the path of a worker that exists");
        if (!ExecutableFile.MayBeExecuted(path))
            throw section.Wrong("executable", $"{path} is not executable; auto, native, managed, or the path of an executable worker");
        return setting;
    }
}
