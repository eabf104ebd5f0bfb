using ActorServer.Server.Output;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Embedding;

/// <summary>The levels of the application's log, which are its own to set. They are asked for when the server starts.</summary>
/// <param name="logs">The application's log.</param>
/// <param name="filter">What it leaves out, where it is .NET's own.</param>
internal sealed class HostsLogLevels(ILoggerFactory logs, LoggerFilterOptions filter) : ILogLevels
{
    /// <summary>Never: the application's log tells nobody of changes.</summary>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <summary>Another log than .NET's own cannot be asked, and looks at each line itself.</summary>
    public LogLevel Least => logs is LoggerFactory ? filter.Rules.Select(rule => rule.LogLevel).OfType<LogLevel>().Append(filter.MinLevel).Min() : LogLevel.Trace;

    public LogLevel LeastBelow(string category)
    {
        var log = logs.CreateLogger(category);
        return Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || log.IsEnabled(level));
    }

    public string? Set(string? category, string level) => "the log is that of the application in which the server is embedded, whose configuration has the levels";
}
