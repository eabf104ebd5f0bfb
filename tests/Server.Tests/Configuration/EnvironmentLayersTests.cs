using System.Collections;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Tests.Configuration;

public class EnvironmentLayersTests
{
    [Fact]
    public void Two_underscores_separate_levels_and_one_stands_for_a_hyphen()
    {
        var layer = Assert.Single(EnvironmentLayers.Read(new Hashtable { ["ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS"] = "50" }));
        Assert.Equal("50", layer.Tree.Find("actor-server.services.default.limits.max-connections")!.Value);
        Assert.Contains("ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS", layer.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_variables_are_not_read() =>
        Assert.Empty(EnvironmentLayers.Read(new Hashtable { ["PATH"] = "/bin", ["ACTOR_SERVER"] = "x", ["ACTOR_SERVER_X"] = "y" }));

    [Fact]
    public void The_value_is_taken_as_it_is()
    {
        var layer = Assert.Single(EnvironmentLayers.Read(new Hashtable { ["ACTOR_SERVER__SERVICES__DEFAULT__HANDLER__TYPE"] = "A.B, C \"d\" ${e} \\" }));
        Assert.Equal("A.B, C \"d\" ${e} \\", layer.Tree.Find("actor-server.services.default.handler.type")!.Value);
    }

    [Fact]
    public void A_name_that_is_no_key_is_an_error() =>
        Assert.Throws<ConfigurationError>(() => EnvironmentLayers.Read(new Hashtable { ["ACTOR_SERVER__A____B"] = "1" }));

    [Theory]
    [InlineData("ACTOR_SERVER_SERVICES__DEFAULT__LISTEN__PORT", "ACTOR_SERVER__SERVICES__DEFAULT__LISTEN__PORT")]
    [InlineData("ACTORSERVER__LOG__LEVEL", "ACTOR_SERVER__LOG__LEVEL")]
    [InlineData("ACTOR_SERVER___LOG__LEVEL", null)]
    [InlineData("actor_server__log__level", "ACTOR_SERVER__LOG__LEVEL")]
    [InlineData("ACTOR_SERVER_ADMIN_TOKEN_FILE", null)]
    [InlineData("ACTOR_SERVER_TESTS", null)]
    [InlineData("ACTOR_SERVERS__OTHER", null)]
    [InlineData("ACTOR_SERVER__LOG__LEVEL", null)]
    public void One_that_looks_like_a_setting_and_is_none_is_answered_with_the_right_name(string name, string? right)
    {
        var said = EnvironmentLayers.Misspelt(new Hashtable { [name] = "1" });
        if (right is null)
            Assert.Empty(said);
        else
            Assert.Equal($"environment variable {name} is not read, as it does not begin with ACTOR_SERVER__; {right} would be", Assert.Single(said));
    }
}
