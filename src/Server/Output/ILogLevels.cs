namespace ActorServer.Server.Output;

/// <summary>The levels of the log while the server runs. Thread-safe.</summary>
internal interface ILogLevels
{
    /// <summary>Sets the level of a category and of those below it, or of all that have none of their own, until the next start.</summary>
    /// <param name="category">Such as <c>ActorServer.Admin</c>; null for the rest.</param>
    /// <param name="level">One of <see cref="LogLevels.Names"/>.</param>
    /// <returns>What is wrong with that, in a sentence; null when it is done.</returns>
    string? Set(string? category, string level);
}
