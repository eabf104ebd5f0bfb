using System.Text;
using ActorServer.Monitoring;

namespace ActorServer.Control.Steering;

/// <summary>The nodes of a cluster as a table that is read at a width of 80.</summary>
internal static class NodesText
{
    private const int Width = 80;
    private const string Gap = "  ";

    // Words to the left, numbers to the right; what may be long stands last.
    private static readonly (string Heading, bool IsNumber)[] Columns =
        [("NODE", false), ("STATE", false), ("THERE", true), ("HERE", true), ("RESERVES", true), ("ROLES", false), ("FREE", false)];

    /// <summary>A row a node.</summary>
    public static string Of(IReadOnlyList<NodeRow> nodes)
    {
        string[][] rows = [[.. Columns.Select(column => column.Heading)], .. nodes.Select(Row)];
        var widths = Enumerable.Range(0, Columns.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(Line(row, widths));
        return text.ToString();
    }

    private static string[] Row(NodeRow node) =>
    [
        Figures.Plain(node.Name), Figures.Plain(node.State),
        node.IsSelf ? Figures.Missing : Figures.Count(node.LegsThere), node.IsSelf ? Figures.Missing : Figures.Count(node.LegsHere),
        node.IsSelf ? "this one" : Figures.Duration(node.ReservationSeconds),
        Figures.Plain(string.Join(',', node.Roles ?? [])), Free(node),
    ];

    private static string Free(NodeRow node) => node.Free is not { Count: > 0 } free
        ? Figures.Missing
        : Figures.Plain(string.Join(", ", free.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {Figures.Count(one.Value)}")));

    private static string Line(string[] cells, int[] widths)
    {
        var line = string.Join(Gap, cells.Select((cell, column) => Columns[column].IsNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
        return line.Length <= Width ? line : string.Concat(line.AsSpan(0, Width - 1), "…");
    }
}
