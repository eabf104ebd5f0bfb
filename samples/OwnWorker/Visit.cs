using Microsoft.Extensions.Logging;

namespace OwnWorker;

/// <summary>A service of one connection, which is disposed at its end.</summary>
public sealed partial class Visit(ILogger<Visit> log) : IDisposable
{
    private int _names;

    /// <summary>A name was said.</summary>
    public void Name() => _names++;

    /// <inheritdoc/>
    public void Dispose() => Ended(log, _names);

    [LoggerMessage(1, LogLevel.Information, "{Names} names in this visit")]
    private static partial void Ended(ILogger log, int names);
}
