using System.Text.RegularExpressions;

namespace ActorServer.Protocol.Configuration;

/// <summary>
/// Finds what makes a text no HOCON before Akka's parser sees it. That parser takes a bracket or a quote that is not closed
/// as closed at the end, ignores all that follows one too many, and never returns from a list that holds a character which
/// may not begin a value; each is mostly a slip of the hand, and is said here with its line.
/// </summary>
/// <seealso href="https://github.com/lightbend/config/blob/main/HOCON.md">HOCON, sections "Unquoted strings" and "Comments"</seealso>
internal static partial class HoconSyntax
{
    private const string Quote = "\"";
    private const string TripleQuote = "\"\"\"";
    private const string NotInUnquotedText = "$:=`^?!@*&\\";

    /// <summary>What is wrong, with the number of its line; null when nothing is.</summary>
    public static string? FirstError(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var length = LengthOfToken(rest);
            if (length < 0)
                return $"line {line}: a quote is not closed{(rest.StartsWith(TripleQuote) ? "" : " on its line")}";
            if (rest.StartsWith("${") && !Substitution().IsMatch(rest[..length]))
                return $"line {line}: a substitution is written as ${{path.of.a.key}}";
            if (length == 1 && ErrorAt(text[at], open, line) is { } error)
                return error;
            line += rest[..length].Count('\n');
            at += length;
        }

        return open.TryPop(out var unclosed) ? $"line {unclosed.Line}: {unclosed.Bracket} is not closed" : null;
    }

    /// <summary>How long what stands at the beginning is: a comment, a string, a substitution, or one character. Negative for a string without an end.</summary>
    private static int LengthOfToken(ReadOnlySpan<char> text)
    {
        if (text[0] == '#' || text.StartsWith("//"))
            return text.IndexOf('\n') is >= 0 and var end ? end : text.Length;
        if (text.StartsWith(TripleQuote))
            return text[TripleQuote.Length..].IndexOf(TripleQuote) is >= 0 and var inner ? inner + (2 * TripleQuote.Length) : -1;
        if (text[0] == Quote[0])
            return LengthOfString(text);
        return text.StartsWith("${") && text.IndexOf('}') is > 0 and var closing ? closing + 1 : 1;
    }

    private static int LengthOfString(ReadOnlySpan<char> text)
    {
        for (var at = 1; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '"')
                return at + 1;
            if (text[at] == '\\')
                at++;
        }

        return -1;
    }

    [GeneratedRegex("""\A\$\{[^\s$"{}\[\]:=,#`^?!@*&\\]+\}\z""")]
    private static partial Regex Substitution();

    private static string? ErrorAt(char character, Stack<(char Bracket, int Line)> open, int line)
    {
        switch (character)
        {
            case '{' or '[':
                open.Push((character, line));
                return null;
            case '}' or ']':
                var opening = character == '}' ? '{' : '[';
                if (!open.TryPop(out var last))
                    return $"line {line}: {character} closes nothing";
                return last.Bracket == opening ? null : $"line {line}: {character} where the {last.Bracket} of line {last.Line} should be closed";
            default:
                return open.TryPeek(out var inner) && inner.Bracket == '[' && NotInUnquotedText.Contains(character)
                    ? $"line {line}: {character} in a list; values with such characters stand in quotes"
                    : null;
        }
    }
}
