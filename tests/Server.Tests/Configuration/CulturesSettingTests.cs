using ActorServer.Protocol.Bootstrap;
using ActorServer.Server.Hosting;

namespace ActorServer.Server.Tests.Configuration;

public class CulturesSettingTests
{
    private const string Cultures = "actor-server.cultures";
    private const string Diagnostics = "actor-server.diagnostics";

    [Fact]
    public void There_is_the_invariant_one_alone_unless_somebody_wants_others()
    {
        Assert.False(TestSettings.Of("").Cultures);
        Assert.True(TestSettings.Of("", (Cultures, "system")).Cultures);
    }

    [Fact]
    public void Anything_else_is_an_error() =>
        Assert.Contains("invariant, system", TestSettings.ErrorOf("", (Cultures, "de-DE")), StringComparison.Ordinal);

    [Fact]
    public void What_the_runtime_has_to_be_started_with_is_found_out_at_once()
    {
        var names = RuntimeStart.Missing(TestSettings.Of("", (Cultures, "system"), (Diagnostics, "off"))).SelectMany(one => one.Variables.Keys).ToArray();

        Assert.Contains(RuntimeCultures.Variable, names);
        Assert.Equal(!RuntimeDiagnostics.AreOff, names.Contains("DOTNET_EnableDiagnostics_IPC"));
        Assert.Empty(RuntimeStart.Missing(TestSettings.Of("", (Cultures, "invariant"), (Diagnostics, "on"))));
    }

    [Fact]
    public void A_profile_from_a_pipe_cannot_be_read_again_after_the_server_has_run_anew()
    {
        var settings = TestSettings.Of("", (Cultures, "system"), (Diagnostics, "on")) with { ProfileCanBeReadAgain = false };

        Assert.Contains($"{RuntimeCultures.Variable}=0", RuntimeStart.Obstacle(settings), StringComparison.Ordinal);
    }
}
