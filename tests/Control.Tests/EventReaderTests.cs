using System.Text;
using ActorServer.Control.Asking;

namespace ActorServer.Control.Tests;

public sealed class EventReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("data: one\n\n", "one")]
    [InlineData("event: other\ndata: x\n\ndata: one\r\ndata:two\r\n\r\n", "one\ntwo")]
    [InlineData(": a comment\n\ndata: one\n\ndata: two\n\n", "one")]
    [InlineData("data: without an end\n", null)]
    [InlineData("data: without an end", null)]
    public async Task It_reads_the_next_event_of_its_name(string text, string? data)
    {
        using var events = new EventReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), Patience);
        Assert.Equal(data, await events.NextAsync("message", CancellationToken.None));
    }

    [Fact]
    public async Task A_line_may_be_longer_than_what_is_read_at_once()
    {
        var data = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i:x} ä"));
        using var events = new EventReader(new MemoryStream(Encoding.UTF8.GetBytes($"data: {data}\n\ndata: next\n\n")), Patience);
        Assert.Equal(data, await events.NextAsync("message", CancellationToken.None));
        Assert.Equal("next", await events.NextAsync("message", CancellationToken.None));
    }

    [Fact]
    public async Task A_line_without_an_end_is_not_gathered_without_an_end()
    {
        using var endless = new EndlessLine();
        using var events = new EventReader(endless, Patience);
        Assert.Null(await events.NextAsync("message", CancellationToken.None));
        Assert.InRange(endless.Given, 1, EndlessLine.Most - 1);
    }

    /// <summary>One letter again and again. It has an end only so that a reader who wants all of it fails soon.</summary>
    private sealed class EndlessLine : MemoryStream
    {
        public const int Most = 32 * 1024 * 1024;

        public int Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, Most - Given);
            buffer.Span[..count].Fill((byte)'a');
            Given += count;
            return ValueTask.FromResult(count);
        }
    }
}
