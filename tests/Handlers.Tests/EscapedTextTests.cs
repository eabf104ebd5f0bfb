using System.Text;
using CsCheck;

namespace ActorServer.Handlers.Tests;

public class EscapedTextTests
{
    [Theory]
    [InlineData("hello\n", @"hello\n")]
    [InlineData("a\tb\r\n\0", @"a\tb\r\n\0")]
    [InlineData("\u001b[31m\u007f", @"\x1b[31m\x7f")]
    [InlineData("grün €", "grün €")]
    [InlineData("\u0085\u2028", @"\xc2\x85\xe2\x80\xa8")]
    [InlineData(@"C:\dir", @"C:\dir")]
    public void Text_is_shown_as_it_is_and_control_characters_escaped(string text, string shown) =>
        Assert.Equal(shown, Whole(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_not_utf8_are_escaped() =>
        Assert.Equal(@"a\xff\xc0b\xe2\x82", Whole([(byte)'a', 0xff, 0xc0, (byte)'b', 0xe2, 0x82]));

    [Fact]
    public void Whatever_comes_is_shown_on_one_line() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.DoesNotContain(Whole(bytes), char.IsControl));

    [Fact]
    public void However_it_is_split_it_is_shown_the_same() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 40], Gen.String[0, 20].Select(Encoding.UTF8.GetBytes)), Gen.Int[0, 40]).Sample((bytes, split) =>
        {
            var at = Math.Min(split, bytes.Length);
            var text = new EscapedText();
            Assert.Equal(Whole(bytes), text.Next(bytes.AsSpan(0, at)) + text.Next(bytes.AsSpan(at)) + text.End());
        });

    private static string Whole(byte[] bytes)
    {
        var text = new EscapedText();
        return text.Next(bytes) + text.End();
    }
}
