using ActorServer.Server.Output;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Output;

public sealed class WarningsLogTests
{
    private readonly WarningsLog _warnings = new(TimeProvider.System);

    [Fact]
    public void Only_warnings_and_worse_are_kept_the_newest_first()
    {
        Note(LogLevel.Information, "nothing");
        Note(LogLevel.Warning, "first");
        Note(LogLevel.Error, "second");
        Assert.Equal([("error", "ActorServer", "second"), ("warning", "ActorServer", "first")], _warnings.Read().Select(one => (one.Level, one.Category, one.Text)));
    }

    [Fact]
    public void No_more_than_a_hundred_are_kept()
    {
        for (var i = 1; i <= 250; i++)
            Note(LogLevel.Warning, $"{i}");
        Assert.Equal(Enumerable.Range(151, 100).Reverse().Select(i => $"{i}"), _warnings.Read().Select(one => one.Text));
    }

    [Fact]
    public void Each_is_one_line_of_bounded_length_with_the_failure_behind_it()
    {
        _warnings.Note(new LogEvent(LogLevel.Error, "ActorServer", 0, "two\nlines", new InvalidOperationException("why")));
        Note(LogLevel.Warning, new string('x', 5_000));
        Assert.Equal("two lines InvalidOperationException: why", _warnings.Read()[1].Text);
        Assert.Equal(WarningsLog.Longest, _warnings.Read()[0].Text.Length);
    }

    private void Note(LogLevel level, string message) => _warnings.Note(new LogEvent(level, "ActorServer", 0, message));
}
