using ActorServer.Server.Output;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Tests.Configuration;

public sealed class LogSectionTests
{
    [Fact]
    public void It_is_text_and_no_category_has_a_level_of_its_own()
    {
        var settings = TestSettings.Of("");
        Assert.Equal(LogFormatKind.Text, settings.LogFormat);
        Assert.Empty(settings.LogLevels);
    }

    [Theory]
    [InlineData("json", LogFormatKind.Json)]
    [InlineData("systemd", LogFormatKind.Systemd)]
    public void The_format_is_a_word(string word, object kind) => Assert.Equal(kind, TestSettings.Of($"actor-server.log.format = {word}").LogFormat);

    [Fact]
    public void Categories_are_named_with_quotes_or_without()
    {
        const string Profile = "actor-server.log.levels { ActorServer.Admin = debug, \"Akka\" = error, \"Microsoft.AspNetCore\" = info }";
        string[] expected = ["ActorServer.Admin=debug", "Akka=error", "Microsoft.AspNetCore=info"];
        Assert.Equal(expected, Levels(TestSettings.Of(Profile)));
        Assert.Equal(expected, Levels(TestSettings.Of(SettingsParser.Render(TestSettings.Profile(Profile), []))));
    }

    [Theory]
    [InlineData("format = jsn", "actor-server.log.format = jsn in /etc/test.conf is not allowed: text, json, systemd; did you mean json?")]
    [InlineData("levels { \"ActorServer.Admin\" = debgu }", "actor-server.log.levels.\"ActorServer.Admin\" = debgu in /etc/test.conf is not allowed: trace, debug, info, warning, error; did you mean debug?")]
    public void A_mistake_says_what_is_allowed(string block, string says) =>
        Assert.StartsWith(says, TestSettings.ErrorOf($"actor-server.log {{ {block} }}"), StringComparison.Ordinal);

    private static IEnumerable<string> Levels(ServerSettings settings) => settings.LogLevels.Select(one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal);
}
