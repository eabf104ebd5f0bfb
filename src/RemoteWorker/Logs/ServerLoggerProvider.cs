using System.Text;
using ActorServer.Protocol.Logs;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.RemoteWorker.Logs;

/// <summary>
/// Sends what is logged to the server, which writes it into its own log: each entry with level, category, exception, scopes, and the
/// connection that was served. It is written before the call returns, so that the last entry before a crash arrives too.
/// </summary>
/// <param name="send">Takes each entry; called by many at once.</param>
/// <param name="least">The least level that anybody reads.</param>
internal sealed class ServerLoggerProvider(Action<LogEntry> send, LogLevel least) : ILoggerProvider, ISupportExternalScope
{
    private const string Between = " => ";

    // ASP.NET Core's name for what a connection's id is in a scope. The server looks whether it is one.
    private const string ConnectionId = "ConnectionId";

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
            if (IdIn(scope) is { } connection)
                Connection = connection;
            else
                (Text is null ? Text = new StringBuilder() : Text.Append(Between)).Append(scope);
        }
    }

    private static string? IdIn(object? scope) => scope switch
    {
        ConnectionLogScope own => own.Connection,
        IReadOnlyList<KeyValuePair<string, object?>> { Count: 1 } fields when fields[0] is { Key: ConnectionId, Value: string id } => id,
        _ => null,
    };

    private sealed class Logger(ServerLoggerProvider provider, string category) : ILogger
    {
        // The scopes are the factory's.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // Those of categories are the factory's business; the server looks at them once more.
        public bool IsEnabled(LogLevel logLevel) => provider.IsRead(logLevel);

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

    private bool IsRead(LogLevel level) => level >= least && level != LogLevel.None;

    private void Send(LogEntry entry) => send(entry);
}
