using System.Collections.Concurrent;
using ActorServer.EndToEnd.Tests.Harness;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>Keeps what an application logs. Thread-safe.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyList<LogLine> All => [.. _lines];

    /// <summary>Waits for a line that begins so.</summary>
    public Task<LogLine> FindAsync(string beginning) => Eventually.FindsAsync(
        $"the log says '{beginning}'", Deadlines.Step, () => _lines.FirstOrDefault(line => line.Text.StartsWith(beginning, StringComparison.Ordinal)), ToString);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    public override string ToString() => string.Join('\n', _lines);

    private Dictionary<string, object?> Fields()
    {
        var found = new Dictionary<string, object?>();
        _scopes?.ForEachScope(
            static (scope, found) =>
            {
                foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    found[name] = value;
            },
            found);
        return found;
    }

    private sealed class Logger(LogLines all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = all.Fields();
            all._lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception))
            {
                Service = fields.GetValueOrDefault("Service") as string,
                Connection = fields.GetValueOrDefault("Connection") as string,
            });
        }
    }
}

/// <summary>One line.</summary>
internal sealed record LogLine(LogLevel Level, string Category, string Text)
{
    /// <summary>What the log's scopes have of that name; null for nothing.</summary>
    public string? Service { get; init; }

    /// <inheritdoc cref="Service"/>
    public string? Connection { get; init; }
}
