using System.Text.RegularExpressions;

namespace ActorServer.Hocon;

/// <summary>A place in a text of HOCON that moves on; knows its line, blanks and comments.</summary>
internal sealed class HoconCursor(string text, HoconSource source)
{
    private int _at;

    /// <summary>The number of the line, from 1 on.</summary>
    public int Line { get; private set; } = 1;

    public HoconSource Source => source;

    public bool IsAtEnd => _at >= text.Length;

    /// <summary>The character here; 0 at the end.</summary>
    public char Current => IsAtEnd ? '\0' : text[_at];

    public ReadOnlySpan<char> Rest => text.AsSpan(_at);

    public bool IsAtComment => Current == '#' || Rest.StartsWith("//");

    public bool IsAtBlank => !IsAtEnd && Current != '\n' && IsBlank(Current);

    public static bool IsBlank(char character) => char.IsWhiteSpace(character) || character == '\uFEFF';

    /// <summary>Moves on and returns what it has passed.</summary>
    public string Take(int length)
    {
        var taken = text.Substring(_at, length);
        _at += length;
        Line += taken.AsSpan().Count('\n');
        return taken;
    }

    /// <summary>What an expression that begins with <c>\G</c> finds here.</summary>
    public Match Match(Regex expression) => expression.Match(text, _at);

    /// <summary>Passes the blanks on this line, and a comment after them. Returns the blanks.</summary>
    public string SkipBlanks()
    {
        var length = 0;
        while (_at + length < text.Length && text[_at + length] is not '\n' and var character && IsBlank(character))
            length++;
        var blanks = Take(length);
        if (IsAtComment)
            Take(Rest.IndexOf('\n') is >= 0 and var end ? end : Rest.Length);
        return blanks;
    }

    /// <summary>Passes blanks, comments and ends of lines.</summary>
    public void SkipLines()
    {
        SkipBlanks();
        while (Current == '\n')
        {
            Take(1);
            SkipBlanks();
        }
    }

    public FormatException Wrong(string what) => Wrong(Line, what);

    public FormatException Wrong(int line, string what) => new($"{source.Line(line)}: {what}");
}
