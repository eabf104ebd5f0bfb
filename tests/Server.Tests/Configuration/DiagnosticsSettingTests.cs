using ActorServer.Server.Settings;


namespace ActorServer.Server.Tests.Configuration;

public class DiagnosticsSettingTests
{
    private const string Isolation = "actor-server.service-defaults.isolation";
    private const string Diagnostics = "actor-server.diagnostics";

    [Theory]
    [InlineData("auto", "inline", true)]
    [InlineData("auto", "event", true)]
    [InlineData("auto", "thread", true)]
    [InlineData("auto", "process", false)]
    [InlineData("on", "process", true)]
    [InlineData("off", "thread", false)]
    public void They_are_off_where_process_workers_run_unless_somebody_wants_them(string choice, string isolation, bool areOn) =>
        Assert.Equal(areOn, TestSettings.Of("", (Isolation, isolation), (Diagnostics, choice), ("actor-server.service-defaults.handler.type", "discard")).Diagnostics);

    [Fact]
    public void One_service_with_workers_is_enough()
    {
        Assert.True(TestSettings.Of("actor-server.services { a.listen.port = 1, b.listen.port = 2 }").Diagnostics);
        Assert.False(TestSettings.Of("actor-server.services { a.listen.port = 1, b { listen.port = 2, isolation = process } }").Diagnostics);
    }

    [Fact]
    public void Anything_else_is_an_error() =>
        Assert.Contains("auto, on, off", TestSettings.ErrorOf("", (Diagnostics, "true")), StringComparison.Ordinal);

    [Fact]
    public void A_profile_from_a_pipe_cannot_be_read_again() =>
        Assert.False(SettingsParser.Parse(TestSettings.Profile("") with { CanBeReadAgain = false }, []).ProfileCanBeReadAgain);
}
