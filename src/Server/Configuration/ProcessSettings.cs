using ActorServer.Server.Workers;
using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>The settings of the process backend.</summary>
/// <param name="Executable">The worker's executable, as an absolute path.</param>
/// <param name="BytePath"><c>auto</c> or <c>relay</c>.</param>
/// <param name="SpareWorkers">Workers kept ready ahead of the clients.</param>
/// <param name="MaxWorkers">The most processes at once, in whatever state.</param>
/// <param name="ClientsPerWorker">Clients that a worker serves before it ends; 0 without end.</param>
/// <param name="MaxConcurrentStarts">The most workers starting at once.</param>
/// <param name="StartTimeout">How long a worker may take to be ready.</param>
/// <param name="KillTimeout">How long a worker that is to end has before it is killed.</param>
internal sealed record ProcessSettings(
    string Executable,
    string BytePath,
    int SpareWorkers,
    int MaxWorkers,
    int ClientsPerWorker,
    int MaxConcurrentStarts,
    TimeSpan StartTimeout,
    TimeSpan KillTimeout)
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static ProcessSettings From(SectionReader section) => new(
        section.Text("executable"),
        section.Choice("byte-path", "auto", "relay"),
        section.Number("spare-workers", 0),
        section.Number("max-workers", 1),
        section.Number("clients-per-worker", 0),
        section.Number("max-concurrent-starts", 1),
        section.Duration("start-timeout", mayBeZero: false),
        section.Duration("kill-timeout", mayBeZero: false));

    public static ProcessSettings From(Config block) => From(SectionReader.Of(block));

    /// <summary>Which file <c>executable</c> means; it must be there and may be executed.</summary>
    public static string ResolveExecutable(SectionReader section)
    {
        var path = section.Text("executable") switch
        {
            "auto" or "managed" => WorkerCommand.Beside(),
            "native" => throw section.Wrong("executable", "auto, managed, or the path of a worker; this version has no native worker"),
            var file => Path.GetFullPath(file, section.DirectoryOf("executable")),
        };
        if (!File.Exists(path))
            throw section.Wrong("executable", $"there is no file {path}; auto, managed, or the path of a worker that exists");
        if ((File.GetUnixFileMode(path) & AnyExecute) == 0)
            throw section.Wrong("executable", $"{path} is not executable; auto, managed, or the path of an executable worker");
        return path;
    }
}
