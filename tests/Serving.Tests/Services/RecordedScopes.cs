using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorServer.Serving.Tests.Services;

/// <summary>A log that keeps what is said, with the scopes that it was said in.</summary>
public sealed class RecordedScopes : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    /// <summary>Category, scopes and message of each entry.</summary>
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordedScopes all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            all._scopes?.ForEachScope((scope, list) => list.Add($"{scope}"), scopes);
            all.Entries.Enqueue($"{category.Split('.')[^1]} [{string.Join(" => ", scopes)}] {formatter(state, exception)}");
        }
    }
}
