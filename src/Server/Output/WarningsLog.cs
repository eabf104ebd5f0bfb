using ActorServer.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>The last warnings and errors of the log, for whoever looks at the server later. Thread-safe; of bounded size.</summary>
internal sealed class WarningsLog(TimeProvider time)
{
    /// <summary>So many are kept.</summary>
    public const int Capacity = 100;

    /// <summary>So many characters of each.</summary>
    public const int Longest = 1_000;

    private readonly Lock _gate = new();
    private readonly LogWarning[] _kept = new LogWarning[Capacity];
    private long _count;

    /// <summary>Keeps it if it is a warning or worse.</summary>
    public void Note(in LogEvent logged)
    {
        if (logged.Level < LogLevel.Warning)
            return;
        var warning = new LogWarning(time.GetUtcNow(), LogLevels.Name(logged.Level), logged.Category, TextOf(logged));
        lock (_gate)
            _kept[_count++ % Capacity] = warning;
    }

    /// <summary>Those that are kept, the newest first.</summary>
    public IReadOnlyList<LogWarning> Read()
    {
        lock (_gate)
        {
            var found = new LogWarning[Math.Min(_count, Capacity)];
            for (var i = 0; i < found.Length; i++)
                found[i] = _kept[(_count - 1 - i) % Capacity];
            return found;
        }
    }

    private static string TextOf(in LogEvent logged)
    {
        var text = logged.Failure is null ? logged.Message ?? "" : $"{logged.Message} {logged.Failure.GetType().Name}: {logged.Failure.Message}".TrimStart();
        var line = $"{text}{logged.Scope}".ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest - 1), "…");
    }
}
