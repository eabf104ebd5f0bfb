namespace ActorServer.Control.Top;

/// <summary>A piece of a line.</summary>
/// <param name="Text">Without anything that steers a terminal, of letters one column wide.</param>
/// <param name="Ink">What it is.</param>
/// <param name="Age">0 the young to 5 the old: the lightness of its colour.</param>
internal readonly record struct Piece(string Text, Ink Ink, int Age = 0);

/// <summary>A line of a frame, no wider than it may be.</summary>
internal sealed class FrameLine(int width)
{
    private readonly List<Piece> _pieces = [];

    /// <summary>What it is made of.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>Columns that are left.</summary>
    public int Room => width - Length;

    /// <summary>Columns that are taken.</summary>
    public int Length { get; private set; }

    /// <summary>Appends what has room; a text that is cut ends with …</summary>
    public FrameLine Add(string text, Ink ink = Ink.Plain, int age = 0)
    {
        var fitting = text.Length <= Room ? text : Room == 0 ? "" : string.Concat(text.AsSpan(0, Room - 1), "…");
        if (fitting.Length > 0)
            _pieces.Add(new Piece(fitting, ink, age));
        Length += fitting.Length;
        return this;
    }

    /// <summary>Blanks up to a column.</summary>
    public FrameLine To(int column) => column > Length ? Add(new string(' ', Math.Min(column, width) - Length)) : this;

    /// <summary>Appends at the right edge; where there is no room for all of it, nothing.</summary>
    public FrameLine AddRight(string text, Ink ink = Ink.Plain) => text.Length < Room ? To(width - text.Length).Add(text, ink) : this;

    /// <summary>The text alone.</summary>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text));
}

/// <summary>What a terminal shows at one time.</summary>
internal sealed class Frame(int width)
{
    private readonly List<FrameLine> _lines = [];

    /// <summary>Its lines.</summary>
    public IReadOnlyList<FrameLine> Lines => _lines;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>A line more.</summary>
    public FrameLine Line()
    {
        _lines.Add(new FrameLine(width));
        return _lines[^1];
    }

    /// <summary>The text alone.</summary>
    public override string ToString() => string.Join('\n', _lines.Select(line => line.ToString().TrimEnd()));
}
