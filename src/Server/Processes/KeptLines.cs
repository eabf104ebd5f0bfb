namespace ActorServer.Server.Processes;

/// <summary>Some of the lines of a text, within so many characters: the first that come, or the last.</summary>
internal sealed class KeptLines(int room)
{
    private readonly Queue<KeptLine> _lines = new();
    private int _length;
    private bool _full;

    public IEnumerable<KeptLine> All => _lines;

    /// <summary>Keeps it if there is room left. Of a first line that is too long the beginning is kept.</summary>
    public void AddFirst(long number, string line)
    {
        if (_full)
            return;
        _full = _length + line.Length + 1 > room;
        if (!_full)
            Add(new KeptLine(number, line));
        else if (_lines.Count == 0)
            Add(new KeptLine(number, line[..(char.IsHighSurrogate(line[room - 2]) ? room - 2 : room - 1)]) { IsCutAtEnd = true });
    }

    /// <summary>Keeps it, and forgets the oldest that have no room beside it. Of a line that is too long the end is kept.</summary>
    public void AddLast(long number, string line)
    {
        var start = Math.Max(0, line.Length - room + 1);
        Add(new KeptLine(number, line[(start > 0 && char.IsLowSurrogate(line[start]) ? start + 1 : start)..]) { IsCutAtStart = start > 0 });
        while (_length > room)
            _length -= _lines.Dequeue().Text.Length + 1;
    }

    public void Clear()
    {
        _lines.Clear();
        _length = 0;
        _full = false;
    }

    private void Add(KeptLine line)
    {
        _lines.Enqueue(line);
        _length += line.Text.Length + 1;
    }
}

/// <summary>A line, or its beginning, or its end.</summary>
internal readonly record struct KeptLine(long Number, string Text)
{
    public bool IsCutAtStart { get; init; }

    public bool IsCutAtEnd { get; init; }

    public bool IsWhole => !IsCutAtStart && !IsCutAtEnd;
}
