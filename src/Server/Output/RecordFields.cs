using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace ActorServer.Server.Output;

/// <summary>
/// The fields of a record with the names that they have in its text, in camel case: <c>duration-ms={Duration}</c> is <c>durationMs</c>. A
/// placeholder that stands for several fields, or none, as <c>{Details}</c> does, is taken apart.
/// </summary>
internal static class RecordFields
{
    // Templates are in the code; whoever logs others has them looked at each time.
    private const int MostTemplates = 500;

    private const string Template = "{OriginalFormat}";

    // Numbers by their nature, where they stand in a text.
    private static readonly string[] Numbers = ["worker", "pid", "suppressed"];

    private static readonly ConcurrentDictionary<string, Dictionary<string, string>> NamesOfTemplates = new(StringComparer.Ordinal);

    /// <summary>All of them, in order; a value is a string, a number or whatever was logged.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(IReadOnlyList<KeyValuePair<string, object?>> logged)
    {
        var template = logged.Count > 0 && logged[^1].Key == Template ? logged[^1].Value as string : null;
        var names = template is null ? null : NamesIn(template);
        foreach (var (placeholder, value) in logged)
        {
            if (placeholder == Template)
                continue;
            if (names is not null && names.TryGetValue(placeholder, out var name))
                yield return new KeyValuePair<string, object?>(name, Unquoted(value));
            else if (value is string { Length: 0 })
                continue;
            else if (value is string text && text[0] == ' ' && text.Contains('=', StringComparison.Ordinal))
                foreach (var field in InText(text))
                    yield return field;
            else
                yield return new KeyValuePair<string, object?>(CamelCase(placeholder), value);
        }
    }

    /// <summary>The fields of a text such as <c> worker=7 exit=signal:9 stderr="a \"b\""</c>.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> InText(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                yield break;
            var name = text[at..equals].Trim();
            var end = EndOfValue(text, equals + 1);
            var value = text[(equals + 1)..end];
            yield return new KeyValuePair<string, object?>(CamelCase(name), Numbers.Contains(name) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Unquoted(value));
            at = end;
        }
    }

    private static int EndOfValue(string text, int start)
    {
        var isQuoted = start < text.Length && text[start] == '"';
        for (var at = isQuoted ? start + 1 : start; at < text.Length; at++)
        {
            if (isQuoted && text[at] == '\\')
                at++;
            else if (text[at] == (isQuoted ? '"' : ' '))
                return isQuoted ? at + 1 : at;
        }

        return text.Length;
    }

    // As QuotedText has written it.
    private static object? Unquoted(object? value)
    {
        if (value is not string { Length: >= 2 } text || text[0] != '"' || text[^1] != '"')
            return value;
        var plain = new StringBuilder(text.Length);
        for (var at = 1; at < text.Length - 1; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }

            at++;
            plain.Append(text[at] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' when at + 4 < text.Length && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => Skip(ref at, (char)unit),
                var other => other,
            });
        }

        return plain.ToString();
    }

    private static char Skip(ref int at, char unit)
    {
        at += 4;
        return unit;
    }

    private static Dictionary<string, string> NamesIn(string template)
    {
        if (NamesOfTemplates.TryGetValue(template, out var known))
            return known;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var open = template.IndexOf("={", StringComparison.Ordinal); open >= 0; open = template.IndexOf("={", open + 2, StringComparison.Ordinal))
        {
            var end = template.IndexOfAny(['}', ':', ','], open);
            var start = template.LastIndexOf(' ', open) + 1;
            if (end > 0)
                names[template[(open + 2)..end]] = CamelCase(template[start..open]);
        }

        if (NamesOfTemplates.Count < MostTemplates)
            NamesOfTemplates.TryAdd(template, names);
        return names;
    }

    private static string CamelCase(string name)
    {
        var camel = new StringBuilder(name.Length);
        var begins = false;
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
                camel.Append(camel.Length == 0 ? char.ToLowerInvariant(letter) : begins ? char.ToUpperInvariant(letter) : letter);
            begins = !char.IsAsciiLetterOrDigit(letter);
        }

        return camel.ToString();
    }
}
