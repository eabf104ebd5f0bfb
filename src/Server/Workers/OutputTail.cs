namespace ActorServer.Server.Workers;

/// <summary>
/// The last lines of a text stream, at most 50 lines and 4 KiB of characters: what a record says about why a worker died.
/// May be used from several threads.
/// </summary>
internal sealed class OutputTail
{
    public const int MaxLines = 50;
    public const int MaxLength = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private int _length;

    /// <summary>Adds a line without its end, and forgets the oldest ones that have no room beside it.</summary>
    public void Add(string line)
    {
        var kept = End(line);
        lock (_gate)
        {
            _lines.Enqueue(kept);
            _length += kept.Length + 1;
            while (_lines.Count > MaxLines || _length > MaxLength + 1)
                _length -= _lines.Dequeue().Length + 1;
        }
    }

    /// <summary>The lines, separated by <c>\n</c>, without one at the end.</summary>
    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _lines);
    }

    private static string End(string line)
    {
        if (line.Length <= MaxLength)
            return line;
        var start = line.Length - MaxLength;
        return line[(char.IsLowSurrogate(line[start]) ? start + 1 : start)..];
    }
}
