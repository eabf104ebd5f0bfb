using CsCheck;

namespace ActorServer.Handlers.Tests.Chaos;

public class LineBufferTests
{
    [Fact]
    public void However_the_bytes_are_split_the_lines_are_the_same()
    {
        var letters = Gen.OneOf((byte)'a', (byte)'b', (byte)'\n', (byte)'\r');
        Gen.Select(letters.Array[0, 40], Gen.Int[1, 6].Array[1, 40]).Sample((bytes, sizes) =>
        {
            var whole = Lines(bytes, [Math.Max(1, bytes.Length)]);
            Assert.Equal(whole, Lines(bytes, sizes));
            var text = System.Text.Encoding.ASCII.GetString(bytes);
            var expected = text.Split('\n').ToList();
            if (expected[^1].Length == 0)
                expected.RemoveAt(expected.Count - 1);
            Assert.Equal(expected.Select(line => line.EndsWith('\r') ? line[..^1] : line), whole);
        });
    }

    [Fact]
    public void The_longest_line_is_a_line()
    {
        var buffer = new LineBuffer();
        buffer.Add(new byte[LineBuffer.LongestLine]);
        Assert.Null(buffer.Next());
        Assert.False(buffer.IsTooLong);
        buffer.Add("\n"u8);
        Assert.Equal(LineBuffer.LongestLine, buffer.Next()!.Length);
        Assert.False(buffer.IsTooLong);
        Assert.Null(buffer.Rest());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(LineBuffer.LongestLine)]
    [InlineData(LineBuffer.LongestLine + 1)]
    [InlineData(LineBuffer.LongestLine + 2)]
    public void A_longer_line_is_too_long_wherever_it_is_split(int split)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'x', LineBuffer.LongestLine + 1), (byte)'\n'];
        var buffer = new LineBuffer();
        foreach (var piece in new[] { bytes[..split], bytes[split..] })
        {
            buffer.Add(piece);
            Assert.Null(buffer.Next());
        }

        Assert.True(buffer.IsTooLong);
    }

    [Fact]
    public void Lines_before_one_that_is_too_long_are_lines()
    {
        var buffer = new LineBuffer();
        buffer.Add([.. "first\n"u8, .. new byte[LineBuffer.LongestLine + 1]]);
        Assert.Equal("first", buffer.Next());
        Assert.Null(buffer.Next());
        Assert.True(buffer.IsTooLong);
    }

    private static List<string> Lines(byte[] bytes, int[] sizes)
    {
        var buffer = new LineBuffer();
        var lines = new List<string>();
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var length = Math.Min(sizes[i % sizes.Length], bytes.Length - at);
            buffer.Add(bytes.AsSpan(at, length));
            at += length;
            while (buffer.Next() is { } line)
                lines.Add(line);
        }

        if (buffer.Rest() is { } rest)
            lines.Add(rest);
        return lines;
    }
}
