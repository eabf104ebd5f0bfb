namespace ActorServer.Protocol.Logs;

/// <summary>What a worker's code has logged, on its way to the server's log.</summary>
/// <param name="Level">0 for trace to 5 for critical, as Microsoft.Extensions.Logging numbers them.</param>
/// <param name="Category">Who says it.</param>
/// <param name="EventId">Its number within the category.</param>
/// <param name="Message">What is said.</param>
internal sealed record LogEntry(int Level, string Category, int EventId, string Message)
{
    /// <summary>The highest level.</summary>
    public const int Critical = 5;

    /// <summary>The text of the exception behind it; null for none.</summary>
    public string? Exception { get; init; }

    /// <summary>The scopes that the code was in, the outermost first; null for none.</summary>
    public string? Scopes { get; init; }

    /// <summary>The id of the connection that was served; null for none.</summary>
    public string? Connection { get; init; }
}
