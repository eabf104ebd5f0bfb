using System.Collections.Concurrent;
using ActorServer.EndToEnd.Tests.Harness;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>Keeps what an application logs. Thread-safe.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> All => [.. _lines];

    /// <summary>Waits for a line that begins so.</summary>
    public Task<LogLine> FindAsync(string beginning) => Eventually.FindsAsync(
        $"the log says '{beginning}'", Deadlines.Step, () => _lines.FirstOrDefault(line => line.Text.StartsWith(beginning, StringComparison.Ordinal)), ToString);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    public override string ToString() => string.Join('\n', _lines);

    private sealed class Logger(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception)));
    }
}

/// <summary>One line.</summary>
internal sealed record LogLine(LogLevel Level, string Category, string Text);
