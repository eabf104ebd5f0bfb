using ActorServer.Server.Workers;


namespace ActorServer.Server.Tests.Workers;

public class WorkerEnvironmentTests
{
    private static readonly Dictionary<string, string> Servers = new()
    {
        ["PATH"] = "/bin",
        ["TZ"] = "Europe/Berlin",
        ["MYAPP_HOST"] = "db1",
        ["MYAPP_PORT"] = "5432",
        ["SECRET"] = "s3cret",
        ["DOTNET_TieredPGO"] = "1",
        ["ACTOR_SERVER__SERVICES__DEFAULT__HANDLER__PASSWORD"] = "s3cret",
    };

    [Fact]
    public void A_worker_gets_what_every_program_needs_and_what_its_runtime_is_told()
    {
        var environment = Of([]);
        Assert.Equal(("/bin", "Europe/Berlin"), (environment["PATH"], environment["TZ"]));
        Assert.All(environment.Keys.Except(WorkerEnvironment.Inherited), name => Assert.StartsWith("DOTNET_", name, StringComparison.Ordinal));
        Assert.Equal("0", environment["DOTNET_TieredPGO"]);
        Assert.DoesNotContain(environment, variable => variable.Value.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_named_is_passed_on()
    {
        var environment = Of(["MYAPP_HOST", "NOT_THERE"]);
        Assert.Equal("db1", environment["MYAPP_HOST"]);
        Assert.DoesNotContain("MYAPP_PORT", environment.Keys);
        Assert.DoesNotContain("NOT_THERE", environment.Keys);
        Assert.Equal("1", Of(["DOTNET_TieredPGO"])["DOTNET_TieredPGO"]);
    }

    [Fact]
    public void A_star_stands_for_the_rest_of_a_name_but_not_for_the_servers_own_settings_nor_over_those_of_the_runtime()
    {
        Assert.Equal(["MYAPP_HOST", "MYAPP_PORT"], Of(["MYAPP_*"]).Keys.Except(Of([]).Keys).Order(StringComparer.Ordinal));
        var all = Of(["*"]);
        Assert.Equal(["MYAPP_HOST", "MYAPP_PORT", "SECRET"], all.Keys.Except(Of([]).Keys).Order(StringComparer.Ordinal));
        Assert.Equal("0", all["DOTNET_TieredPGO"]);
        Assert.DoesNotContain(Of(["ACTOR_SERVER__*"]).Keys, name => name.StartsWith("ACTOR_SERVER__", StringComparison.Ordinal));
        Assert.Equal("s3cret", Of(["ACTOR_SERVER__SERVICES__DEFAULT__HANDLER__PASSWORD"])["ACTOR_SERVER__SERVICES__DEFAULT__HANDLER__PASSWORD"]);
    }

    [Fact]
    public void What_is_set_is_stronger_than_all_else()
    {
        var environment = Of(["*"], ("PATH", "/opt"), ("MYAPP_HOST", "db2"), ("NEW", ""), ("DOTNET_TieredPGO", "2"));
        Assert.Equal(("/opt", "db2", "", "2"), (environment["PATH"], environment["MYAPP_HOST"], environment["NEW"], environment["DOTNET_TieredPGO"]));
    }

    private static Dictionary<string, string> Of(string[] pass, params (string Name, string Value)[] set) =>
        WorkerEnvironment.Of(Servers, new WorkerEnvironmentSettings(pass, set.ToDictionary(variable => variable.Name, variable => variable.Value)));
}
