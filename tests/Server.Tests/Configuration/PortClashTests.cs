namespace ActorServer.Server.Tests.Configuration;

public class PortClashTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("::", "127.0.0.1", true)]
    [InlineData("::", "0.0.0.0", true)]
    [InlineData("::", "::1", true)]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("localhost", "::1", true)]
    [InlineData("localhost", "0.0.0.0", true)]
    [InlineData("some.host", "SOME.HOST", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("0:0:0:0:0:0:0:1", "::1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("127.0.0.1", "::1", false)]
    [InlineData("0.0.0.0", "::1", false)]
    [InlineData("some.host", "other.host", false)]
    [InlineData("some.host", "127.0.0.1", false)]
    public void Of_two_services_on_one_port_at_addresses_that_overlap_both_are_named(string one, string other, bool clash)
    {
        var profile = $$"""
            actor-server.service-defaults.listen.port = 7700
            actor-server.services { web { listen.host = "{{one}}" }, game { listen.host = "{{other}}" } }
            """;
        if (!clash)
        {
            Assert.Equal(2, TestSettings.Of(profile).Services.Count);
            return;
        }

        var error = TestSettings.ErrorOf(profile);
        Assert.StartsWith("services web and game want the same port: ", error, StringComparison.Ordinal);
        Assert.Contains($"web has listen.host = {one} and listen.port = 7700 (actor-server.service-defaults.listen.port in {TestSettings.ProfileName})", error, StringComparison.Ordinal);
        Assert.Contains($"game has listen.host = {other} and listen.port = 7700", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_ports_do_not_clash_and_neither_do_those_that_the_system_chooses()
    {
        Assert.Equal(2, TestSettings.Of("actor-server.services { a { listen.port = 1 }, b { listen.port = 2 } }").Services.Count);
        Assert.Equal(2, TestSettings.Of("actor-server.services { a { listen.port = 0 }, b { listen.port = 0 } }").Services.Count);
    }

    [Fact]
    public void The_default_port_counts_too() =>
        Assert.Contains("listen.port = 7788", TestSettings.ErrorOf("actor-server.services { a { }, b { } }"), StringComparison.Ordinal);
}
