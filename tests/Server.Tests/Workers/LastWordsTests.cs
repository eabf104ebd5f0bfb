using ActorServer.Server.Processes;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public sealed class LastWordsTests
{
    private const int MaxLength = LastWords.MaxHead + LastWords.MaxReason + LastWords.MaxTail + 32;

    [Fact]
    public void They_are_empty_at_first() => Assert.Equal("", new LastWords().ToString());

    [Fact]
    public void A_few_lines_are_kept_as_they_are()
    {
        Assert.Equal("first\n\nlast", Of("first", "", "last"));
        var lines = Enumerable.Range(1, 100).Select(number => $"word number {number} of many").ToArray();
        Assert.Equal(string.Join('\n', lines), Of(lines));
    }

    [Fact]
    public void Of_many_lines_the_first_and_the_last_are_kept()
    {
        var text = Of([.. Enumerable.Range(1, 1_000).Select(number => $"line {number}")]);
        Assert.StartsWith("line 1\nline 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nline 999\nline 1000", text, StringComparison.Ordinal);
        Assert.Single(text, '…');
        Assert.Matches(@"line 1\d\d … line [78]\d\d\n", text);
    }

    [Fact]
    public void The_reason_is_kept_when_more_follows_it_than_there_is_room_for()
    {
        var trace = Enumerable.Range(1, 1_000).Select(number => $"   at Frame{number}()");
        var text = Of([.. Enumerable.Range(1, 1_000).Select(number => $"noise {number}"), "Process terminated.", "the reason", .. trace]);
        Assert.StartsWith("noise 1\n", text, StringComparison.Ordinal);
        Assert.Contains(" … Process terminated.\nthe reason\n   at Frame1()", text, StringComparison.Ordinal);
        Assert.EndsWith("   at Frame1000()", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_said_before_the_reason_is_kept_too_if_there_is_room()
    {
        string[] lines = [.. Enumerable.Range(1, 200).Select(number => $"noise {number}"), "Unhandled exception. System.Exception: why", "   at Frame()"];
        Assert.Contains("\nnoise 199\nnoise 200\nUnhandled exception. System.Exception: why\n   at Frame()", Of(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_line_that_is_too_long_the_beginning_and_the_end_are_kept()
    {
        Assert.Matches("^begin x+ … x+ end$", Of("begin " + new string('x', 10_000) + " end"));
        var longer = new string('y', LastWords.MaxHead + 10);
        Assert.Equal(longer, Of(longer));
    }

    [Fact]
    public void They_are_bounded_and_end_as_the_text_does() =>
        Gen.String.Select(Gen.Int[0, 3000], (text, padding) => text.Replace('\n', ' ') + new string('x', padding)).Array[0, 40].Sample(lines =>
        {
            var text = Of(lines);
            var last = lines.Length == 0 ? "" : lines[^1];
            return text.Length <= MaxLength && text.EndsWith(last[Math.Max(0, last.Length - 1_000)..], StringComparison.Ordinal);
        });

    private static string Of(params string[] lines)
    {
        var words = new LastWords();
        foreach (var line in lines)
            words.Add(line);
        return words.ToString();
    }
}
