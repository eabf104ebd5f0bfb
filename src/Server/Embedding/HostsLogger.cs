using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Embedding;

/// <summary>
/// A logger of the application's, which may throw whatever its providers throw. Here nobody hears of it: actors and whoever waits for the
/// end of a process do not fail for the sake of a line, and the application finds out by its own.
/// </summary>
internal sealed class HostsLogger(ILogger hosts) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return hosts.BeginScope(state);
        }
        catch (Exception failure) when (IsTheLogs(failure))
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return hosts.IsEnabled(logLevel);
        }
        catch (Exception failure) when (IsTheLogs(failure))
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            hosts.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception failure) when (IsTheLogs(failure))
        {
            // Lost.
        }
    }

    private static bool IsTheLogs(Exception failure) => failure is not OutOfMemoryException;
}
