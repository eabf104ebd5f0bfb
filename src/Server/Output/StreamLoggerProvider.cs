using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>The log as lines of an output: whoever logs never waits, and no failure of the output reaches him.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="format">How they are written; null for text.</param>
/// <param name="levels">What is logged at all; null for everything.</param>
/// <param name="warnings">Keeps the last warnings; null for nobody.</param>
internal sealed class StreamLoggerProvider(OutputWriter writer, ILogFormat? format = null, LogControl? levels = null, WarningsLog? warnings = null) : ILoggerProvider, ISupportExternalScope
{
    private readonly ILogFormat _format = format ?? LogFormats.Text;
    private readonly LogControl _levels = levels ?? LogControl.Everything();

    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>Nothing: the output is somebody else's and has more to write.</summary>
    public void Dispose()
    {
    }

    private void Write(in LogEvent logged)
    {
        warnings?.Note(logged);
        _format.Write(writer, logged);
    }

    private sealed class Logger(StreamLoggerProvider provider, string category) : ILogger
    {
        // Looked up anew when the levels have changed since.
        private CategoryLevel _known = provider._levels.Of(category);

        // The scopes are the factory's.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel)
        {
            var known = _known;
            if (!provider._levels.IsCurrent(known))
                _known = known = provider._levels.Of(category);
            return logLevel >= known.Least && logLevel != LogLevel.None;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var fields = provider._format.WantsFields ? state as IReadOnlyList<KeyValuePair<string, object?>> : null;
            provider.Write(new LogEvent(logLevel, category, eventId.Id, formatter(state, exception), exception, fields) { Scope = HandlerLogScope.Current(provider._scopes) });
        }
    }
}
