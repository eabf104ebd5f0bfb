namespace ActorServer.Server.Output;

/// <summary>What an output had to drop, and why.</summary>
/// <param name="Why">The system's words, or that nobody reads it.</param>
/// <param name="Dropped">So many lines so far.</param>
/// <param name="IsOver">Whether it can be written again.</param>
internal readonly record struct OutputTrouble(string Why, long Dropped, bool IsOver);
