using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Listening;

/// <summary>
/// Warnings and errors of ASP.NET Core go into the server's log, each kind once in ten seconds: whoever sends garbage does not get to fill it.
/// </summary>
internal sealed class FrameworkLog(ILogger log, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(log, time);

    public void Dispose()
    {
    }

    private sealed class Category(ILogger log, TimeProvider time) : ILogger
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, Seldom> _kinds = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && Of(eventId.Id).IsDue(out var suppressed))
                log.Log(logLevel, eventId, exception, "admin: {Text}{Suppressed}", formatter(state, exception).ReplaceLineEndings(" "), suppressed == 0 ? "" : $" suppressed={suppressed}");
        }

        private Seldom Of(int id)
        {
            lock (_gate)
                return _kinds.TryGetValue(id, out var known) ? known : _kinds[id] = new Seldom(time);
        }
    }
}
