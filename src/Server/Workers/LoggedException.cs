using System.Diagnostics.CodeAnalysis;
using ActorServer.Server.Output;

namespace ActorServer.Server.Workers;

/// <summary>An exception that a worker has logged: its text, as far as it can be shown. Its type need not exist here.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Nobody throws it.")]
[SuppressMessage("Design", "CA1064", Justification = "Nobody throws it.")]
internal sealed class LoggedException(string text) : Exception(QuotedText.Lines(text, LongestLine).Split('\n')[0])
{
    private const int LongestLine = 512;
    private const int Longest = 6 * 1024;

    public override string ToString() => QuotedText.Lines(text, Longest);
}
