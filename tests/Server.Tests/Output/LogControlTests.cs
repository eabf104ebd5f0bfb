using ActorServer.Server.Output;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Output;

public sealed class LogControlTests
{
    private readonly LogControl _levels = new(LogLevel.Information, [new("ActorServer.Admin", LogLevel.Debug), new("Microsoft", LogLevel.Warning)]);

    [Theory]
    [InlineData("ActorServer", LogLevel.Information)]
    [InlineData("ActorServer.Admin", LogLevel.Debug)]
    [InlineData("actorserver.admin.Tokens", LogLevel.Debug)]
    [InlineData("ActorServer.Administration", LogLevel.Information)]
    [InlineData("Microsoft.AspNetCore.Server", LogLevel.Warning)]
    [InlineData("", LogLevel.Information)]
    public void A_category_has_the_level_of_the_nearest_one_above_it(string category, LogLevel least) =>
        Assert.Equal(least, _levels.Of(category).Least);

    [Fact]
    public void A_logger_that_is_there_follows_a_change()
    {
        using var provider = new StreamLoggerProvider(new OutputWriter("test", new PlayedDescriptor(), _ => { }), levels: _levels);
        var log = provider.CreateLogger("ActorServer");
        Assert.False(log.IsEnabled(LogLevel.Debug));

        Assert.Null(_levels.Set(null, "debug"));
        Assert.True(log.IsEnabled(LogLevel.Debug));

        Assert.Null(_levels.Set("ActorServer", "error"));
        Assert.False(log.IsEnabled(LogLevel.Warning));
        Assert.True(log.IsEnabled(LogLevel.Error));
    }

    [Fact]
    public void Whoever_wants_to_know_is_told_of_a_change_and_of_nothing_else()
    {
        var changes = 0;
        _levels.Changed += () => changes++;
        Assert.Null(_levels.Set("Akka", "trace"));
        Assert.NotNull(_levels.Set("Akka", "loud"));
        Assert.Equal(1, changes);
        Assert.Equal(LogLevel.Trace, _levels.LeastBelow("Akka"));
        Assert.Equal(LogLevel.Debug, _levels.LeastBelow("ActorServer"));
    }

    [Theory]
    [InlineData(null, "verbose", "verbose is no level: trace, debug, info, warning, error")]
    [InlineData(null, "Debug", "Debug is no level")]
    [InlineData("", "debug", "a category has 1 to")]
    public void What_is_wrong_is_said_in_a_sentence(string? category, string level, string says) =>
        Assert.StartsWith(says, _levels.Set(category, level), StringComparison.Ordinal);

    [Fact]
    public void Categories_are_bounded()
    {
        for (var i = 0; i < 2 * LogControl.MostCategories; i++)
            _levels.Set($"c{i}", "debug");
        Assert.Contains("the most", _levels.Set("another", "debug"), StringComparison.Ordinal);
        Assert.Null(_levels.Set("c1", "info"));
    }
}
