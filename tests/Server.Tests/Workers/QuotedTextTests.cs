using System.Text.RegularExpressions;
using ActorServer.Server.Output;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public sealed partial class QuotedTextTests
{
    // Any UTF-16, lone surrogates included.
    private static readonly Gen<string> AnyText =
        Gen.OneOf(Gen.Char, Gen.Char[' ', '~'], Gen.OneOf('\n', '\r', '"', '\\', '\u2028', '\ud83d', '\ude00'))
            .Array[0, 100].Select(chars => new string(chars));

    [Theory]
    [InlineData(null, "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\r\n\tb", "\"a\\r\\n\\tb\"")]
    [InlineData("say \"\\\"", "\"say \\\"\\\\\\\"\"")]
    [InlineData("\u001b[31m\0\u0085\u2028\u202e", "\"\\u001b[31m\\u0000\\u0085\\u2028\\u202e\"")]
    [InlineData("grüße 😀", "\"grüße 😀\"")]
    public void What_does_not_print_is_escaped(string? text, string quoted) => Assert.Equal(quoted, QuotedText.Of(text));

    [Fact]
    public void A_text_too_long_is_cut_at_its_end_or_its_beginning()
    {
        Assert.Equal("\"0123456789abcd\"", QuotedText.Of("0123456789abcd", 16));
        Assert.Equal("\"0123456789abc…\"", QuotedText.Of("0123456789abcde", 16));
        Assert.Equal("\"0123456789abcd\"", QuotedText.OfEnds("0123456789abcd", 16));
        Assert.Equal("\"01234 … abcde\"", QuotedText.OfEnds("0123456789abcde", 16));
        Assert.Equal("\"0123456789ab…\"", QuotedText.Of("0123456789ab\n\n", 16));
    }

    [Fact]
    public void It_is_always_one_bounded_line_between_two_quotes() =>
        AnyText.Select(Gen.Int[16, 150]).Sample((text, length) =>
            new[] { QuotedText.Of(text, length), QuotedText.OfEnds(text, length) }.All(quoted =>
                quoted.Length <= length && Field().IsMatch(quoted) && !quoted.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')));

    [Fact]
    public void Lines_stay_lines_and_none_looks_like_the_beginning_of_a_record()
    {
        Assert.Equal("E: \"why\"\n   at x\n   info: forged\n   \\u001b[2J", QuotedText.Lines("E: \"why\"\r\n   at x\ninfo: forged\n\u001b[2J", 100));
        Assert.Equal("0123456…", QuotedText.Lines("0123456789", 8));
    }

    [Fact]
    public void Nothing_is_lost_where_nothing_is_cut() =>
        AnyText.Sample(text => Unquote(QuotedText.Of(text, 10_000)) == text);

    [Theory]
    [InlineData("echo", "echo")]
    [InlineData("My.Handler+Inner", "My.Handler+Inner")]
    [InlineData("My.Handler, My.Assembly", "\"My.Handler, My.Assembly\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("", "\"\"")]
    public void Only_what_would_not_be_one_word_is_quoted_when_needed(string text, string shown) =>
        Assert.Equal(shown, QuotedText.WhenNeeded(text));

    private static string Unquote(string quoted) => Escape().Replace(quoted[1..^1], match => match.Value[1] switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'u' => ((char)Convert.ToInt32(match.Value[2..], 16)).ToString(),
        var other => other.ToString(),
    });

    [GeneratedRegex("""^"(?:[^"\\]|\\["\\nrt]|\\u[0-9a-f]{4})*"\z""")]
    private static partial Regex Field();

    [GeneratedRegex("""\\(?:u[0-9a-f]{4}|.)""")]
    private static partial Regex Escape();
}
