using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>One record of a client in the server's log, <c>opened</c>, <c>closed</c> or <c>refused</c>, taken apart.</summary>
internal sealed partial class LogRecord
{
    private readonly List<(string Key, string Value)> _fields;

    private LogRecord(string line, string kind, List<(string Key, string Value)> fields)
    {
        Line = line;
        Kind = kind;
        _fields = fields;
    }

    public string Line { get; }

    public string Kind { get; }

    /// <summary>The names of the fields, in the order in which they stand.</summary>
    public IEnumerable<string> Keys => _fields.Select(pair => pair.Key);

    public string Id => this["id"];

    public string Service => this["service"];

    public string Peer => this["peer"];

    public string Reason => this["reason"];

    public string this[string key] => Find(key) ?? throw new KeyNotFoundException($"no {key} in: {Line}");

    public static LogRecord? Parse(string line)
    {
        var start = StartOfRecord().Match(line);
        return start.Success
            ? new LogRecord(line, start.Groups["kind"].Value, [.. Field().Matches(line[start.Groups["fields"].Index..]).Select(ToField)])
            : null;
    }

    public string? Find(string key) => _fields.Where(pair => pair.Key == key).Select(pair => pair.Value).FirstOrDefault();

    public long Number(string key) => long.Parse(this[key], CultureInfo.InvariantCulture);

    public override string ToString() => Line;

    private static (string Key, string Value) ToField(Match match) =>
        (match.Groups["key"].Value, match.Groups["value"].Value.Trim('"'));

    // What a worker wrote is quoted; a record does not begin inside of quotes.
    [GeneratedRegex("""^[^"]*?\b(?<kind>opened|closed|refused): (?<fields>(?:id|service)=.*)$""")]
    private static partial Regex StartOfRecord();

    [GeneratedRegex("""(?<key>[a-z-]+)=(?<value>"(?:[^"\\]|\\.)*"|\S*)""")]
    private static partial Regex Field();
}
