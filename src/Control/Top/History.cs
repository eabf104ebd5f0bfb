namespace ActorServer.Control.Top;

/// <summary>What a figure was in the last five minutes, a value a second, drawn as a line of blocks.</summary>
internal sealed class History
{
    private const int Seconds = 300;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly Queue<double> _values = new();

    /// <summary>The greatest of them.</summary>
    public double Peak => _values.Count == 0 ? 0 : _values.Max();

    /// <summary>A second more.</summary>
    public void Add(double? value)
    {
        _values.Enqueue(value is { } number && double.IsFinite(number) ? number : 0);
        if (_values.Count > Seconds)
            _values.Dequeue();
    }

    /// <summary>Five minutes in that many columns, the newest to the right: a column is the greatest of its time, of the greatest of all. Blank before the first.</summary>
    public string Draw(int columns)
    {
        var peak = Peak;
        var values = _values.ToArray();
        var line = new char[columns];
        for (var column = 0; column < columns; column++)
        {
            // Counted from the right, where now is.
            var until = values.Length - ((columns - 1 - column) * Seconds / columns);
            var from = Math.Max(0, values.Length - ((columns - column) * Seconds / columns));
            line[column] = until <= from ? ' ' : Block(values.AsSpan(from, until - from), peak);
        }

        return new string(line);
    }

    private static char Block(ReadOnlySpan<double> values, double peak)
    {
        var most = 0.0;
        foreach (var value in values)
            most = Math.Max(most, value);
        return peak <= 0 ? Blocks[0] : Blocks[(int)Math.Ceiling(most / peak * (Blocks.Length - 1))];
    }
}
