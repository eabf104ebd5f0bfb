using System.Net;
using System.Text;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Tests.Configuration;

public class ArrivalSettingsTests
{
    private const string Path = "actor-server.services.default";

    [Fact]
    public void By_default_everybody_may_come_in()
    {
        var arrival = Of("");
        Assert.True(arrival.IsOff);
        Assert.Equal(new SourceSettings(0, new RateSettings(0, 20), 32, 64), arrival.PerSource);
        Assert.Equal(new RateSettings(0, 100), arrival.Rate);
        Assert.Equal(RefuseWith.Reset, arrival.RefuseWith);
        Assert.Equal((TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10)), (arrival.Penalties.Threshold, arrival.Penalties.Longest));
        Assert.Equal(TimeSpan.FromSeconds(5), arrival.Proxy.Timeout);
    }

    [Theory]
    [InlineData("access.deny = [10.0.0.0/8]")]
    [InlineData("access.allow = [unix]")]
    [InlineData("proxy-protocol { mode = v1, from = [10.0.0.1] }")]
    [InlineData("limits.per-source.max-connections = 1")]
    [InlineData("limits.per-source.new-per-second = 1")]
    [InlineData("limits.new-per-second = 1")]
    [InlineData("limits.penalties.handshake-failed = 1s")]
    public void Any_of_its_keys_switches_it_on(string keys) => Assert.False(Of(keys).IsOff);

    [Fact]
    public void How_clients_are_refused_needs_no_look_at_them() => Assert.True(Of("limits.refuse-with = close").IsOff);

    [Theory]
    [InlineData("v1", ProxyVersions.One)]
    [InlineData("v2", ProxyVersions.Two)]
    [InlineData("any", ProxyVersions.One | ProxyVersions.Two)]
    [InlineData("off", ProxyVersions.None)]
    internal void A_mode_is_the_versions_that_are_taken(string mode, ProxyVersions versions) =>
        Assert.Equal(versions, Of($"proxy-protocol {{ mode = {mode}, from = [\"10.0.0.0/8\", unix] }}").Proxy.Versions);

    [Fact]
    public void Networks_are_lists_of_words_in_quotes_or_not()
    {
        var access = Of("""access { allow = ["10.0.0.0/8", "2001:db8::/32"], deny = [10.1.0.0/16, "unix"] }""").Access;
        Assert.True(access.Admits(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1)));
        Assert.False(access.Admits(new IPEndPoint(IPAddress.Parse("10.1.0.1"), 1)));
    }

    [Theory]
    [InlineData("reset", false, "")]
    [InlineData("close", true, "")]
    [InlineData("\"busy\\n\"", true, "busy\n")]
    [InlineData("try again", true, "try again")]
    public void A_refusal_is_a_reset_a_close_or_a_text(string value, bool closes, string text)
    {
        var with = Of($"limits.refuse-with = {value}").RefuseWith;
        Assert.Equal((closes, text), (with.Closes, Encoding.UTF8.GetString(with.Text.Span)));
    }

    [Fact]
    public void Only_who_comes_at_a_bad_time_is_refused_without_a_reset()
    {
        var with = Of("limits.refuse-with = \"busy\"").RefuseWith;
        Assert.All(new[] { "full", "queue-timeout", "source-full", "source-rate", "rate" }, reason => Assert.True(with.IsFor(reason)));
        Assert.All(new[] { "denied", "penalised", "proxy-header", "draining", "peer-gone", "failed" }, reason => Assert.False(with.IsFor(reason)));
        Assert.False(RefuseWith.Reset.IsFor("full"));
        Assert.True(with.WithoutText().IsFor("full"));
        Assert.True(with.WithoutText().Text.IsEmpty);
    }

    [Theory]
    [InlineData("access.deny = 10.0.0.0/8", "access.deny = 10.0.0.0/8 in /etc/test.conf is not allowed: a list of networks, such as [\"10.0.0.0/8\", \"2001:db8::/32\", \"unix\"], or [] for none")]
    [InlineData("access.allow = [10.0.0.1/8]", "or [] for none; 10.0.0.1/8 has bits behind its prefix; did you mean 10.0.0.0/8, or 10.0.0.1?")]
    [InlineData("access.allow = [localhost]", "; localhost is no IP address")]
    [InlineData("access.alow = []", "did you mean actor-server.services.default.access.allow?")]
    [InlineData("proxy-protocol.mode = v3", "proxy-protocol.mode = v3 in /etc/test.conf is not allowed: off, v1, v2, any")]
    [InlineData("proxy-protocol.mode = v2", "proxy-protocol.from = [] in the built-in reference is not allowed: with mode = v2 it names the networks of the proxies")]
    [InlineData("proxy-protocol.from = [10.0.0.0/40]", "; 10.0.0.0/40: the length of the prefix is 0 to 32")]
    [InlineData("limits.per-source.prefix-v4 = 33", "a whole number from 1 to 32")]
    [InlineData("limits.per-source.prefix-v6 = 0", "a whole number from 1 to 128")]
    [InlineData("limits.per-source.new-burst = 0", "a whole number from 1 to 1000000")]
    [InlineData("limits.new-per-second = -1", "a whole number from 0 to 1000000")]
    [InlineData("limits.refuse-with = \"\"", "limits.refuse-with = \"\" in /etc/test.conf is not allowed: reset, close, or a text of at most 1024 bytes")]
    [InlineData("limits.penalties.longest = 0s", "a duration above 0")]
    [InlineData("limits.penalties { threshold = 11m }", "penalties.threshold = 11m in /etc/test.conf is not allowed: it is at most longest, 10m")]
    public void What_is_wrong_is_told_with_its_place_and_what_is_allowed(string keys, string error) =>
        Assert.Contains(error, TestSettings.ErrorOf($"{Path} {{ {keys} }}"), StringComparison.Ordinal);

    private static ArrivalSettings Of(string keys) => Assert.Single(TestSettings.Of($"{Path} {{ {keys} }}").Services).Arrival;
}
