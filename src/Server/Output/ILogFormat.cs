using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>How an event of the log is written: as one line, whatever it says. Thread-safe; it never waits.</summary>
internal interface ILogFormat
{
    /// <summary>Whether it has a use for <see cref="LogEvent.Fields"/>, which cost memory.</summary>
    bool WantsFields { get; }

    /// <summary>Writes it, or drops it where there is no room.</summary>
    void Write(OutputWriter writer, in LogEvent logged);
}

/// <summary>One event of the log.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Category">Who says it.</param>
/// <param name="Id">Its number within the category.</param>
/// <param name="Message">What is said.</param>
/// <param name="Failure">The exception behind it.</param>
/// <param name="Fields">What the message was made of, by name, its template last; null where that is not known or not asked for.</param>
internal readonly record struct LogEvent(
    LogLevel Level, string Category, int Id, string? Message, Exception? Failure = null, IReadOnlyList<KeyValuePair<string, object?>>? Fields = null)
{
    /// <summary>Whose handler was at work; null where none was.</summary>
    public HandlerLogScope? Scope { get; init; }
}
