namespace ActorServer.Serving.Loading;

/// <summary>A handler cannot be used: its type, its settings or its preparation. The message says in one line which, where and why.</summary>
internal sealed class HandlerLoadException(string message) : Exception(message)
{
    /// <summary>Whether it is the path that is wrong, rather than the type's name.</summary>
    public bool ConcernsPath { get; init; }

    /// <summary>The handlers that there are instead; none where nobody knows.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];
}
