using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>The values of <c>actor-server.log.level</c>.</summary>
internal static class LogLevels
{
    public static LogLevel Parse(string level) => Enum.Parse<LogLevel>(level == "info" ? nameof(LogLevel.Information) : level, ignoreCase: true);
}
