using System.Globalization;
using System.Text;
using CsCheck;

namespace ActorServer.Handlers.Tests;

public class EscapedTextTests
{
    // Bytes of which many are near the borders of what UTF-8 allows.
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte,
        Gen.OneOf<byte>(0x00, 0x0a, 0x0d, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff),
        Gen.Byte[0x20, 0x7e]).Array[0, 60];

    private static readonly Gen<string> Printable = Gen.Int[0x20, 0x10ffff]
        .Where(value => Rune.IsValid(value) && !IsUnseen(new Rune(value)))
        .Select(value => new Rune(value).ToString()).Array[0, 30].Select(string.Concat);

    [Theory]
    [InlineData("hello\r\n", "hello\\r\\n")]
    [InlineData("a\tb\0c", "a\\tb\\0c")]
    [InlineData("\u001b[31m\u007f", "\\x1b[31m\\x7f")]
    [InlineData("grüße 🙂", "grüße 🙂")]
    [InlineData("\u0085 \u2028 \u2029", "\\xc2\\x85 \\xe2\\x80\\xa8 \\xe2\\x80\\xa9")]
    public void Text_is_shown_as_it_is_and_control_characters_escaped(string text, string shown) =>
        Assert.Equal(shown, Show(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_shown_as_numbers() =>
        Assert.Equal("a\\xff\\xc3(\\xed\\xa0\\x80", Show([(byte)'a', 0xff, 0xc3, (byte)'(', 0xed, 0xa0, 0x80]));

    [Fact]
    public void A_character_that_never_ends_is_shown_at_the_end()
    {
        var text = new EscapedText();
        Assert.Equal("a", text.Next([(byte)'a', 0xf0, 0x9f]));
        Assert.Equal("\\xf0\\x9f", text.End());
        Assert.Equal("", text.End());
    }

    [Fact]
    public void Printable_text_is_unchanged() => Printable.Sample(text => Show(Encoding.UTF8.GetBytes(text)) == text);

    [Fact]
    public void Nothing_that_ends_a_line_or_moves_a_cursor_comes_out() =>
        Bytes.Sample(bytes => !Show(bytes).EnumerateRunes().Any(IsUnseen));

    [Fact]
    public void However_bytes_are_split_they_are_shown_the_same() =>
        Gen.Select(Bytes, Gen.Int[1, 5].Array[1, 60]).Sample((bytes, sizes) =>
        {
            var text = new EscapedText();
            var shown = new StringBuilder();
            for (int at = 0, i = 0; at < bytes.Length; i++)
            {
                var length = Math.Min(sizes[i % sizes.Length], bytes.Length - at);
                shown.Append(text.Next(bytes.AsSpan(at, length)));
                at += length;
            }

            shown.Append(text.End());
            Assert.Equal(Show(bytes), shown.ToString());
        });

    private static string Show(byte[] bytes)
    {
        var text = new EscapedText();
        return text.Next(bytes) + text.End();
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
