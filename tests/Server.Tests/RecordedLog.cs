using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests;

/// <summary>A logger that keeps its lines. Thread-safe.</summary>
internal sealed class RecordedLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The lines of one kind: <c>closed</c>, <c>refused</c>.</summary>
    public IReadOnlyList<string> Of(string kind) => [.. _lines.Where(line => line.StartsWith(kind + ": ", StringComparison.Ordinal))];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));
}
