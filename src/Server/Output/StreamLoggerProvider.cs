using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>The log as lines of an output: whoever logs never waits, and no failure of the output reaches him.</summary>
internal sealed class StreamLoggerProvider(OutputWriter writer) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(writer, categoryName);

    /// <summary>Nothing: the output is somebody else's and has more to write.</summary>
    public void Dispose()
    {
    }

    private sealed class Logger(OutputWriter writer, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                LogLine.Write(writer, logLevel, category, eventId.Id, formatter(state, exception), exception);
        }
    }
}
