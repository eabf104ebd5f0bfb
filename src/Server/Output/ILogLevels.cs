using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>Which levels of the log somebody takes: the server's own log, or that of the application in which it runs. Thread-safe.</summary>
internal interface ILogLevels
{
    /// <summary>Called after a change, as far as changes are known; it must not wait.</summary>
    event Action? Changed;

    /// <summary>The most talkative level of all.</summary>
    LogLevel Least { get; }

    /// <summary>The most talkative level among a category and those below it.</summary>
    LogLevel LeastBelow(string category);

    /// <summary>Sets the level of a category and of those below it, or of all that have none of their own, until the next start.</summary>
    /// <param name="category">Such as <c>ActorServer.Admin</c>; null for the rest.</param>
    /// <param name="level">One of <see cref="LogLevels.Names"/>.</param>
    /// <returns>What is wrong with that, in a sentence; null when it is done.</returns>
    string? Set(string? category, string level);
}
