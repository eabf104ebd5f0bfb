using ActorServer.Server.Workers;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public sealed class OutputTailTests
{
    [Fact]
    public void It_is_empty_at_first() => Assert.Equal("", new OutputTail().ToString());

    [Fact]
    public void It_keeps_the_last_lines()
    {
        var tail = new OutputTail();
        for (var i = 1; i <= OutputTail.MaxLines + 5; i++)
            tail.Add($"line {i}");
        Assert.Equal(string.Join('\n', Enumerable.Range(6, OutputTail.MaxLines).Select(i => $"line {i}")), tail.ToString());
    }

    [Fact]
    public void It_keeps_the_end_of_a_line_that_is_too_long()
    {
        var tail = new OutputTail();
        tail.Add("before");
        tail.Add(new string('a', 5000) + "end");
        Assert.Equal(new string('a', OutputTail.MaxLength - 3) + "end", tail.ToString());
    }

    [Fact]
    public void It_is_bounded_and_ends_as_the_text_does() =>
        Gen.String.Select(Gen.Int[0, 3000], (text, padding) => text.Replace('\n', ' ') + new string('x', padding)).Array[0, 40].Sample(lines =>
        {
            var tail = new OutputTail();
            foreach (var line in lines)
                tail.Add(line);
            var text = tail.ToString();
            return text.Length <= OutputTail.MaxLength && string.Join('\n', lines).EndsWith(text, StringComparison.Ordinal);
        });
}
