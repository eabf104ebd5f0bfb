using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Tests.Doubles;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordedLog : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public IEnumerable<string> Warnings => Lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
}
