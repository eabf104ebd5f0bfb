using System.Globalization;
using System.Text;

namespace ActorServer.Server.Output;

/// <summary>
/// A text as the value of a record's field: in quotes and on one line whatever it holds, so that what a worker writes
/// cannot forge a record or steer a terminal. <c>"</c> and <c>\</c> get a backslash; line ends, tabs and everything that
/// does not print become <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\u001b</c>. A text too long is cut, marked with <c>…</c>.
/// </summary>
internal static class QuotedText
{
    public const int DefaultMaxLength = 512;

    private const string Mark = "…";
    private const string Indent = "   ";
    private const string InBetween = $" {Mark} ";

    /// <summary>The text's beginning, at most this many characters with quotes and mark (and never less than 16).</summary>
    public static string Of(string? text, int maxLength = DefaultMaxLength)
    {
        var room = Room(maxLength);
        var pieces = Escape(text ?? "");
        var taken = CountThatFits(pieces, room);
        return taken == pieces.Count
            ? $"\"{string.Concat(pieces)}\""
            : $"\"{string.Concat(pieces.Take(CountThatFits(pieces, room - Mark.Length)))}{Mark}\"";
    }

    /// <summary>The same for a text whose beginning and end say most, as those of a process's output do.</summary>
    public static string OfEnds(string? text, int maxLength = DefaultMaxLength)
    {
        var room = Room(maxLength);
        var pieces = Escape(text ?? "");
        if (CountThatFits(pieces, room) == pieces.Count)
            return $"\"{string.Concat(pieces)}\"";
        var half = (room - InBetween.Length) / 2;
        var beginning = string.Concat(pieces.Take(CountThatFits(pieces, half)));
        pieces.Reverse();
        return $"\"{beginning}{InBetween}{string.Concat(pieces.Take(CountThatFits(pieces, half)).Reverse())}\"";
    }

    /// <summary>
    /// A text of several lines, such as an exception's, at most this many characters: lines stay lines, each after the first indented so that
    /// none can be taken for the beginning of a record, and what else does not print is escaped.
    /// </summary>
    public static string Lines(string text, int maxLength)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => string.Concat(Escape(line, quoted: false)));
        var whole = string.Join("\n", lines.Select((line, index) => index > 0 && !line.StartsWith(' ') ? Indent + line : line));
        return whole.Length <= maxLength ? whole : string.Concat(whole.AsSpan(0, maxLength - Mark.Length), Mark);
    }

    /// <summary>The text as it is, or in quotes when it would not be one word.</summary>
    public static string WhenNeeded(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "-_.,:/+".Contains(character))
            ? text
            : Of(text);

    private static int Room(int maxLength) => Math.Max(maxLength, 16) - 2;

    private static int CountThatFits(List<string> pieces, int room)
    {
        var count = 0;
        for (var length = 0; count < pieces.Count; count++)
        {
            length += pieces[count].Length;
            if (length > room)
                break;
        }

        return count;
    }

    /// <summary>One piece a character, so that a cut never splits an escape.</summary>
    private static List<string> Escape(string text, bool quoted = true)
    {
        var pieces = new List<string>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var isCharacter = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isCharacter ? rune.Utf16SequenceLength : 1;
            pieces.Add(!isCharacter ? Unicode(text.AsSpan(i, 1)) : quoted ? Escape(rune) : Shown(rune));
            i += length;
        }

        return pieces;
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => Shown(rune),
    };

    private static string Shown(Rune rune) => Prints(rune) ? rune.ToString() : Unicode(rune.ToString());

    private static bool Prints(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static string Unicode(ReadOnlySpan<char> units)
    {
        var escaped = new StringBuilder();
        foreach (var unit in units)
            escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        return escaped.ToString();
    }
}
