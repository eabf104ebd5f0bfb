using System.Text;

namespace ActorServer.Hocon;

/// <summary>The left side of a field: <c>a.b."c d" =</c>.</summary>
/// <param name="Path">Its levels.</param>
/// <param name="Adds">Whether <c>+=</c> follows.</param>
/// <param name="Line">The number of its line.</param>
internal sealed record HoconKey(IReadOnlyList<string> Path, bool Adds, int Line)
{
    private const string NotInKeys = "$[,#`^?!@*&\\]}\n";

    /// <summary>Where a list has an item.</summary>
    public static HoconKey None(HoconCursor cursor) => new([], false, cursor.Line);

    /// <summary>Reads it and what separates it from its value, which stays if that is a bracket.</summary>
    public static HoconKey Read(HoconCursor cursor)
    {
        var line = cursor.Line;
        var path = new List<string>();
        var level = new StringBuilder();
        var hasLevel = false;
        for (var separator = ""; ;)
        {
            var blanks = cursor.SkipBlanks();
            separator = SeparatorAt(cursor);
            if (separator.Length > 0 || cursor.Current == '.')
            {
                path.Add(hasLevel ? level.ToString() : throw cursor.Wrong(line, "a key with an empty level"));
                (hasLevel, _) = (false, level.Clear());
                if (separator.Length == 0)
                    cursor.Take(1);
                else
                    return End(cursor, separator, path, line);
                continue;
            }

            if (hasLevel)
                level.Append(blanks);
            level.Append(ReadPart(cursor, line, path, level));
            hasLevel = true;
        }
    }

    public FormatException WithoutValue(HoconCursor cursor) =>
        cursor.Wrong(Line, Path.Count == 0 ? "a comma with nothing before it" : $"{string.Join('.', Path)} has no value");

    private static HoconKey End(HoconCursor cursor, string separator, List<string> path, int line)
    {
        if (separator != "{")
            cursor.Take(separator.Length);
        return new HoconKey(path, separator == "+=", line);
    }

    private static string SeparatorAt(HoconCursor cursor) => cursor.Current switch
    {
        '+' when cursor.Rest.StartsWith("+=") => "+=",
        ':' => ":",
        '=' => "=",
        '{' => "{",
        _ => "",
    };

    private static string ReadPart(HoconCursor cursor, int line, IEnumerable<string> path, StringBuilder level)
    {
        if (cursor.Current == '"')
            return HoconStrings.ReadQuoted(cursor);
        if (cursor.IsAtEnd || cursor.Current is '\n' or ',' or '}' or ']')
            throw cursor.Wrong(line, string.Join('.', [.. path, level.ToString()]) is { Length: > 0 } soFar ? $"{soFar} has no value" : "a comma with nothing before it");
        if (NotInKeys.Contains(cursor.Current))
            throw cursor.Wrong($"{cursor.Current} in a key; keys with such characters stand in quotes");
        return cursor.Take(1);
    }
}
