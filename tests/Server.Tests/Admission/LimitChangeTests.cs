using ActorServer.Server.Admission;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Configuration;

namespace ActorServer.Server.Tests.Admission;

public sealed class LimitChangeTests
{
    private static readonly LimitSettings Now = TestSettings.Of("").Services[0].Limits;

    [Fact]
    public void What_is_not_set_stays_as_it_is() => Assert.Equal((Now, null), Read());

    [Fact]
    public void What_is_set_is_read_as_the_configuration_would()
    {
        var (limits, workers) = Read(("max-connections", "7"), ("idle-timeout", "1.5s"), ("max-lifetime", "0"));
        Assert.Equal(Now with { MaxConnections = 7, IdleTimeout = TimeSpan.FromSeconds(1.5), MaxLifetime = TimeSpan.Zero }, limits);
        Assert.Null(workers);
        Assert.Equal(9, LimitChange.Read("default", Now, hasWorkers: true, new Dictionary<string, string> { ["max-workers"] = "9" }).MaxWorkers);
    }

    [Theory]
    [InlineData("max-connections", "0")]
    [InlineData("max-waiting", "-1")]
    [InlineData("queue-timeout", "soon")]
    [InlineData("idle-timeout", "1s\nmax-connections = 5")]
    [InlineData("idle-timeout", "\" ${HOME}")]
    [InlineData("min-rate", "{ a = 1 }")]
    [InlineData("max-waiting", "{include \"/etc/passwd\"}")]
    [InlineData("max-waiting", "[{include \"/etc/passwd\"}]")]
    public void A_wrong_value_is_the_error_of_the_configuration(string key, string value)
    {
        var error = Assert.Throws<ConfigurationError>(() => Read((key, value))).Message;
        Assert.Contains($"actor-server.services.default.limits.{key} = ", error, StringComparison.Ordinal);
        Assert.Contains("in the request is not allowed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max-conections", "did you mean max-connections")]
    [InlineData("per-source", "cannot be set while the server runs")]
    [InlineData("max-workers", "cannot be set while the server runs")]
    [InlineData("a.b = 1\nc", "cannot be set while the server runs")]
    public void A_key_that_cannot_be_set_now_is_refused_with_those_that_can(string key, string expected)
    {
        var error = Assert.Throws<ConfigurationError>(() => Read((key, "1"))).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("queue-timeout", error, StringComparison.Ordinal);
    }

    private static (LimitSettings Limits, int? MaxWorkers) Read(params (string Key, string Value)[] wanted) =>
        LimitChange.Read("default", Now, hasWorkers: false, wanted.ToDictionary(one => one.Key, one => one.Value));
}
