using System.Text;
using ActorServer.Protocol.Logging;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.RemoteWorker.Logging;

/// <summary>
/// Sends what is logged to the server, which writes it into its own log: each entry with level, category, exception, scopes, and the
/// connection that was served. It is written before the call returns, so that the last entry before a crash arrives too.
/// </summary>
/// <param name="send">Takes each entry; called by many at once.</param>
internal sealed class ServerLoggerProvider(Action<LogEntry> send) : ILoggerProvider, ISupportExternalScope
{
    private const string Between = " => ";

    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>Nothing: the output is the process's.</summary>
    public void Dispose()
    {
    }

    private (string? Connection, string? Text) Scopes()
    {
        var found = new Found();
        _scopes?.ForEachScope(static (scope, found) => found.Add(scope), found);
        return (found.Connection, found.Text?.ToString());
    }

    private sealed class Found
    {
        public string? Connection { get; private set; }

        public StringBuilder? Text { get; private set; }

        public void Add(object? scope)
        {
            if (scope is ConnectionLogScope connection)
                Connection = connection.Connection;
            else
                (Text is null ? Text = new StringBuilder() : Text.Append(Between)).Append(scope);
        }
    }

    private sealed class Logger(ServerLoggerProvider provider, string category) : ILogger
    {
        // The scopes are the factory's.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // Levels are the factory's business; the server looks at them once more.
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var (connection, scopes) = provider.Scopes();
            provider.Send(new LogEntry((int)logLevel, category, eventId.Id, formatter(state, exception))
            {
                Exception = exception?.ToString(),
                Scopes = scopes,
                Connection = connection,
            });
        }
    }

    private void Send(LogEntry entry) => send(entry);
}
