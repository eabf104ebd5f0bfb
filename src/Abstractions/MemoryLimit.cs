namespace ActorServer;

/// <summary>
/// What happens in a worker that has been given a limit of memory and has reached it: the process dies, and its last words
/// say why. A process that has run out of memory can promise nothing to anybody, least of all that only one handler suffers.
/// </summary>
internal static class MemoryLimit
{
    private static string? _lastWords;

    /// <summary>From now on running out of memory is the end of this process.</summary>
    /// <param name="bytes">The limit, for the last words.</param>
    public static void MakeFatal(long bytes) => _lastWords = $"The worker has reached its memory-limit of {bytes} bytes.";

    /// <summary>Ends the process if the failure means that the limit was reached.</summary>
    public static void EndIfReached(Exception failure)
    {
        if (_lastWords is not null && failure is OutOfMemoryException)
            Environment.FailFast(_lastWords);
    }
}
