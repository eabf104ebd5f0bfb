namespace ActorServer.Control.Top;

/// <summary>A column of a table.</summary>
/// <param name="Label">Its heading.</param>
/// <param name="Width">What it needs.</param>
/// <param name="Text">What it says of a row.</param>
/// <param name="IsNumber">Stands to the right.</param>
/// <param name="Grows">Takes what is left.</param>
/// <param name="Priority">Where there is no room, the columns of the highest numbers are left out first; 0 never is.</param>
internal sealed record Column<T>(string Label, int Width, Func<T, string> Text, bool IsNumber = false, bool Grows = false, int Priority = 0);

/// <summary>A table in a frame: a heading and as many rows as there is room for.</summary>
internal static class Table
{
    private const int Gap = 1;

    /// <summary>Draws the heading and the rows, from one on, as many lines as are given for both.</summary>
    public static void Draw<T>(Frame frame, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> rows, int lines, Func<T, Ink> ink)
    {
        var shown = Fitting(columns, frame.Width);
        var spare = frame.Width - Needed(shown);
        DrawLine(frame.Line(), shown, spare, column => column.Label, Ink.Quiet);
        foreach (var row in rows.Take(lines - 1))
            DrawLine(frame.Line(), shown, spare, column => Figures.Plain(column.Text(row)), ink(row));
    }

    private static int Needed<T>(List<Column<T>> columns) => columns.Sum(column => column.Width + Gap) - Gap;

    private static List<Column<T>> Fitting<T>(IReadOnlyList<Column<T>> columns, int width)
    {
        var shown = columns.ToList();
        while (Needed(shown) > width && shown.MaxBy(column => column.Priority) is { Priority: > 0 } least)
            shown.Remove(least);
        return shown;
    }

    private static void DrawLine<T>(FrameLine line, List<Column<T>> columns, int spare, Func<Column<T>, string> text, Ink ink)
    {
        var growing = Math.Max(1, columns.Count(column => column.Grows));
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var width = column.Width + (column.Grows ? Math.Max(0, spare) / growing : 0);
            var cell = text(column);
            cell = cell.Length > width ? string.Concat(cell.AsSpan(0, Math.Max(0, width - 1)), "…") : column.IsNumber ? cell.PadLeft(width) : cell.PadRight(width);
            line.Add(i == 0 ? cell : new string(' ', Gap) + cell, ink);
        }
    }
}
