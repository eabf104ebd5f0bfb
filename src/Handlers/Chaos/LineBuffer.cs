using System.Text;

namespace ActorServer.Handlers;

/// <summary>Puts lines together from pieces; a line ends with LF or CRLF. Holds at most one unfinished line and the pieces given.</summary>
internal sealed class LineBuffer
{
    /// <summary>The longest line, in bytes.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly List<byte> _bytes = [];
    private int _at;

    /// <summary>Bytes came that make a line longer than allowed.</summary>
    public bool IsTooLong => _bytes.Count - _at > LongestLine && End() < 0;

    /// <summary>Takes a piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        _bytes.RemoveRange(0, _at);
        _at = 0;
        _bytes.AddRange(piece);
    }

    /// <summary>The next complete line without its end, or null.</summary>
    public string? Next()
    {
        var end = End();
        return end < 0 ? null : Take(end, end + 1);
    }

    /// <summary>What is left at the end of input, or null when nothing is.</summary>
    public string? Rest() => _at == _bytes.Count ? null : Take(_bytes.Count, _bytes.Count);

    // Not looked for beyond the longest line, so that what is too long does not depend on how the bytes were split.
    private int End() => _bytes.IndexOf((byte)'\n', _at, Math.Min(_bytes.Count - _at, LongestLine + 1));

    private string Take(int end, int next)
    {
        var length = end > _at && _bytes[end - 1] == '\r' ? end - _at - 1 : end - _at;
        var line = Encoding.UTF8.GetString([.. _bytes.GetRange(_at, length)]);
        _at = next;
        return line;
    }
}
