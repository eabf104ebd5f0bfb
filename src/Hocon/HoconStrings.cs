using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorServer.Hocon;

/// <summary>Reads what is one word of HOCON: strings in quotes, text without, substitutions.</summary>
internal static partial class HoconStrings
{
    // HOCON wants them in quotes everywhere. Outside of lists what is no slip is taken as it is: C:/x?y*z, ::1.
    private const string NotInList = "$:=`^?!@*&\\";
    private const string EndsText = "{}[],\"#\n";
    private const string TripleQuote = "\"\"\"";

    /// <summary>A string in quotes, one or three.</summary>
    public static string ReadQuoted(HoconCursor cursor)
    {
        if (cursor.Rest.StartsWith(TripleQuote))
            return ReadTripleQuoted(cursor);
        var line = cursor.Line;
        var read = new StringBuilder();
        cursor.Take(1);
        while (cursor.Current != '"')
        {
            if (cursor.IsAtEnd || cursor.Current == '\n')
                throw cursor.Wrong(line, "a quote is not closed on its line");
            read.Append(cursor.Current == '\\' ? ReadEscape(cursor) : cursor.Take(1)[0]);
        }

        cursor.Take(1);
        return read.ToString();
    }

    /// <summary>Text without quotes, up to a blank or to what ends a value.</summary>
    /// <param name="cursor">Where it stands.</param>
    /// <param name="inList">Whether it is an item of a list.</param>
    /// <param name="otherwise">What is wrong if it is the next key rather than a value; null where it cannot be.</param>
    public static string ReadUnquoted(HoconCursor cursor, bool inList, FormatException? otherwise)
    {
        var length = 0;
        var rest = cursor.Rest;
        for (; length < rest.Length && !EndsText.Contains(rest[length]) && !HoconCursor.IsBlank(rest[length]); length++)
        {
            var here = rest[length..];
            if (here.StartsWith("//") || here.StartsWith("${"))
                break;
            if (inList && NotInList.Contains(here[0]))
                throw cursor.Wrong($"{here[0]} in a list; values with such characters stand in quotes");
            if (here[0] is '$' or '=' || IsSeparator(here))
                throw otherwise ?? cursor.Wrong($"{here[0]} in a value; values with such characters stand in quotes");
        }

        return cursor.Take(length);
    }

    /// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
    public static HoconReference ReadReference(HoconCursor cursor, IReadOnlyList<string> prefix)
    {
        var match = cursor.Match(Substitution());
        if (!match.Success)
            throw cursor.Wrong("a substitution is written as ${path.of.a.key}");
        var line = cursor.Line;
        cursor.Take(match.Length);
        var path = match.Groups["level"].Captures.Select(level => level.Value.Trim('"')).ToArray();
        return new HoconReference(cursor.Source, path, prefix, match.Groups["optional"].Length > 0, line);
    }

    // A colon before a blank is mostly that of the next key, whose own line has been taken for a value.
    private static bool IsSeparator(ReadOnlySpan<char> text) => text[0] == ':' && (text.Length == 1 || HoconCursor.IsBlank(text[1]));

    private static string ReadTripleQuoted(HoconCursor cursor)
    {
        var inside = cursor.Rest[TripleQuote.Length..];
        var length = inside.IndexOf(TripleQuote);
        if (length < 0)
            throw cursor.Wrong("a quote is not closed");
        // Of more than three quotes at the end the last three close.
        while (length + TripleQuote.Length < inside.Length && inside[length + TripleQuote.Length] == '"')
            length++;
        cursor.Take(TripleQuote.Length);
        var read = cursor.Take(length);
        cursor.Take(TripleQuote.Length);
        return read;
    }

    private static char ReadEscape(HoconCursor cursor)
    {
        var rest = cursor.Rest;
        if (rest.Length >= 6 && rest[1] == 'u' && ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            cursor.Take(6);
            return (char)code;
        }

        var escaped = (rest.Length > 1 ? rest[1] : '\n') switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw cursor.Wrong("a \\ in quotes stands before \", \\, /, b, f, n, r, t or uXXXX; one that means itself is written \\\\"),
        };
        cursor.Take(2);
        return escaped;
    }

    [GeneratedRegex("""\G\$\{(?<optional>\??)[^\S\n]*(?<level>"[^"\n]+"|[^\s$"{}\[\]:=,#`^?!@*&\\.+]+)(\.(?<level>"[^"\n]+"|[^\s$"{}\[\]:=,#`^?!@*&\\.+]+))*[^\S\n]*\}""")]
    private static partial Regex Substitution();
}
