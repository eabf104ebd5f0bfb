using System.Collections;
using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

/// <summary>Reference, profile, environment, command line: the later wins, and an error names the one that said it.</summary>
public class LayersTests
{
    private const string Key = "actor-server.services.default.limits.max-connections";
    private const string Variable = "ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS";

    [Theory]
    [InlineData(null, null, null, 1024)]
    [InlineData("1", null, null, 1)]
    [InlineData("1", "2", null, 2)]
    [InlineData("1", "2", "3", 3)]
    [InlineData(null, "2", null, 2)]
    [InlineData("1", null, "3", 3)]
    public void The_later_wins(string? inProfile, string? inEnvironment, string? onCommandLine, int effective) =>
        Assert.Equal(effective, Parse(inProfile, inEnvironment, onCommandLine).Services[0].Limits.MaxConnections);

    [Theory]
    [InlineData("none", null, null, TestSettings.ProfileName)]
    [InlineData("1", "none", null, "environment variable " + Variable)]
    [InlineData("1", "2", "none", $"--set {Key}=none")]
    public void An_error_names_the_layer_that_said_it(string? inProfile, string? inEnvironment, string? onCommandLine, string source) =>
        Assert.Contains($"{Key} = none in {source} is not allowed: ", Assert.Throws<ConfigurationError>(() => Parse(inProfile, inEnvironment, onCommandLine)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_wrong_value_that_a_later_layer_overrides_does_no_harm() =>
        Assert.Equal(3, Parse("none", "neither", "3").Services[0].Limits.MaxConnections);

    [Fact]
    public void Null_is_a_wrong_value_like_any_other()
    {
        Assert.Contains($"{Key} = null in {TestSettings.ProfileName} is not allowed: a whole number", TestSettings.ErrorOf($"{Key} = null"), StringComparison.Ordinal);
        Assert.Contains($"{Key} = null in --set {Key}=null is not allowed: a whole number", TestSettings.ErrorOf("", (Key, "null")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_path_is_relative_to_the_file_that_says_so()
    {
        var error = TestSettings.ErrorOf("actor-server.services.default.handler { type = \"My.Handler, My\"\n path = \"handlers/My.dll\" }");
        Assert.Contains("/etc/handlers/My.dll", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backend_that_is_not_one_is_named_with_what_one_is()
    {
        var error = TestSettings.ErrorOf("actor-server.backends.own.class = \"System.String, System.Private.CoreLib\"");
        Assert.Contains("actor-server.backends.own.class = System.String, System.Private.CoreLib", error, StringComparison.Ordinal);
        Assert.Contains("IsolationBackend", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatcher_that_does_not_exist_is_named()
    {
        var error = TestSettings.ErrorOf("actor-server.backends.event.dispatcher = typo\nactor-server.services.default.isolation = event");
        Assert.Contains("actor-server.backends.event.dispatcher = typo", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_too_long_for_a_service_is_named() =>
        Assert.Contains("at most 40 characters", TestSettings.ErrorOf($"actor-server.services.{new string('a', 41)}.isolation = event"), StringComparison.Ordinal);

    [Fact]
    public void A_backend_without_a_class_is_named() =>
        Assert.Contains("actor-server.backends.own.class is missing", TestSettings.ErrorOf("actor-server.backends.own.size = 5"), StringComparison.Ordinal);

    [Theory]
    [InlineData("actor-server.services.Upper { }")]
    [InlineData("actor-server.services.\"two words\" { }")]
    [InlineData("actor-server.services.9 { listen.port = 1 }")]
    public void A_service_with_a_name_that_cannot_be_in_a_record_is_refused(string profile) =>
        Assert.Contains("is no name for a service", TestSettings.ErrorOf(profile), StringComparison.Ordinal);

    [Fact]
    public void The_default_service_stands_beside_others_where_the_profile_says_so()
    {
        var settings = TestSettings.Of("actor-server.services { default { listen.port = 1 }\n game { listen.port = 2 } }");
        Assert.Equal(["default", "game"], settings.Services.Select(service => service.Name));
    }

    [Fact]
    public void A_service_that_only_an_override_names_stands_beside_the_default()
    {
        var settings = TestSettings.Of("", ("actor-server.services.game.listen.port", "2"));
        Assert.Equal(["default", "game"], settings.Services.Select(service => service.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_duration_means_what_it_says_in_whatever_unit() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.OneOf(("ms", 1L), ("s", 1_000L), ("m", 60_000L), ("h", 3_600_000L), ("d", 86_400_000L)), Gen.OneOf("", " ")).Sample((number, unit, blank) =>
        {
            var milliseconds = number * unit.Item2;
            var read = SectionReader.ParseDuration($"{number}{blank}{unit.Item1}");
            Assert.Equal(milliseconds <= int.MaxValue ? TimeSpan.FromMilliseconds(milliseconds) : null, read);
        });

    [Fact]
    public void A_size_means_what_it_says_in_whatever_unit() =>
        Gen.Select(Gen.Long[0, 1L << 40], Gen.OneOf(("", 1L), ("B", 1L), ("kB", 1_000L), ("KiB", 1L << 10), ("MB", 1_000_000L), ("MiB", 1L << 20), ("GB", 1_000_000_000L), ("GiB", 1L << 30))).Sample((number, unit) =>
            Assert.Equal(number <= long.MaxValue / unit.Item2 ? number * unit.Item2 : null, SectionReader.ParseSize($"{number}{unit.Item1}")));

    private static ServerSettings Parse(string? inProfile, string? inEnvironment, string? onCommandLine)
    {
        var profile = TestSettings.Profile(inProfile is null ? "" : $"{Key} = {inProfile}");
        var variables = inEnvironment is null ? new Hashtable() : new Hashtable { [Variable] = inEnvironment };
        var sets = onCommandLine is null ? [] : TestSettings.Sets((Key, onCommandLine));
        return SettingsParser.Parse(profile, [.. sets, .. EnvironmentLayers.Read(variables).Reverse()]);
    }
}
