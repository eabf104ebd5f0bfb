using System.Text;
using ActorServer.Server.Processes;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("a\n\n\r\nb", new[] { "a", "", "", "b" })]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    [InlineData("grüße\n", new[] { "grüße" })]
    public async Task Lines_end_with_either_line_end_or_the_stream(string text, string[] lines) =>
        Assert.Equal(lines, await Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task Invalid_bytes_are_replaced() =>
        Assert.Equal(["a\uFFFDb"], await Read([(byte)'a', 0xFF, (byte)'b', (byte)'\n']));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task A_line_of_full_length_is_one_line(string end)
    {
        var line = new string('x', LineReader.MaxLineBytes);
        Assert.Equal([line], await Read(Encoding.UTF8.GetBytes(line + end)));
        Assert.Equal([line, "x"], await Read(Encoding.UTF8.GetBytes(line + "x" + end)));
    }

    [Fact]
    public async Task A_cut_does_not_split_a_character()
    {
        var line = new string('x', LineReader.MaxLineBytes - 1) + "€uro";
        Assert.Equal([line[..^4], "€uro"], await Read(Encoding.UTF8.GetBytes(line + "\n")));
    }

    [Fact]
    public async Task Whatever_comes_no_line_is_too_long_and_no_byte_is_lost()
    {
        var bytes = Gen.OneOf(Gen.Byte, Gen.Const((byte)'\n'), Gen.Const((byte)0x80)).Array[0, 200]
            .Select(Gen.Int[1, 300], (some, times) => Enumerable.Repeat(some, times).SelectMany(b => b).ToArray());
        await bytes.SampleAsync(async input =>
        {
            var lines = await Read(input);
            Assert.All(lines, line => Assert.True(line.Length <= LineReader.MaxLineBytes && !line.Contains('\n')));
            Assert.True(lines.Count >= input.Count(b => b == '\n'));
            var ascii = input.Where(b => b < 0x80 && b is not ((byte)'\n' or (byte)'\r'));
            Assert.Equal(ascii, lines.SelectMany(line => line).Where(c => c < 0x80 && c != '\r').Select(c => (byte)c));
        }, iter: 50);
    }

    [Fact]
    public async Task It_stops_when_cancelled_and_what_has_come_of_the_last_line_is_not_lost()
    {
        using var stop = new CancellationTokenSource();
        var lines = new List<string>();
        var child = Children.Shell("echo first; printf last; exec sleep 1000");
        var reading = LineReader.ReadAsync(child.StandardOutput, lines.Add, () => Task.CompletedTask, stop.Token);
        await Children.Eventually(() => lines.Count > 0 && child.UnreadBytes == 0, "all is read");
        await stop.CancelAsync();
        await reading.WaitAsync(Children.Patience);
        Assert.Equal(["first", "last"], lines);
        await Children.Kill(child);
    }

    [Fact]
    public async Task Lines_come_while_the_stream_is_open()
    {
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = Children.Shell("echo now; exec sleep 1000");
        var reading = LineReader.ReadAsync(child.StandardOutput, line => first.TrySetResult(line), () => Task.CompletedTask, CancellationToken.None);
        Assert.Equal("now", await first.Task.WaitAsync(Children.Patience));
        await Children.Kill(child);
        await reading.WaitAsync(Children.Patience);
    }

    private static async Task<List<string>> Read(byte[] bytes)
    {
        var lines = new List<string>();
        using var stream = new MemoryStream(bytes);
        await LineReader.ReadAsync(stream, lines.Add, () => Task.CompletedTask, CancellationToken.None);
        return lines;
    }
}
