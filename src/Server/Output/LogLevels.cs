using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>The levels of the log as they are written in settings, commands and records.</summary>
internal static class LogLevels
{
    /// <summary>Those that can be set, the most talkative first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["trace", "debug", "info", "warning", "error"];

    /// <summary>The level of a name from <see cref="Names"/>.</summary>
    public static LogLevel Parse(string level) => Enum.Parse<LogLevel>(level == "info" ? nameof(LogLevel.Information) : level, ignoreCase: true);

    /// <summary>Its name; <c>critical</c> for what cannot be set.</summary>
    public static string Name(LogLevel level) => level < LogLevel.Critical ? Names[(int)level] : "critical";
}
