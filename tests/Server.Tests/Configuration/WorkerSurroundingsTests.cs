using ActorServer.Server.Workers;


namespace ActorServer.Server.Tests.Configuration;

/// <summary>The keys that say what a worker finds: its environment, and where it starts.</summary>
public class WorkerSurroundingsTests
{
    private const string Process = "actor-server.backends.process";
    private const string Set = $"{Process}.environment.set";

    [Fact]
    public void By_default_nothing_is_added_and_workers_start_where_the_server_is()
    {
        Assert.Same(WorkerEnvironmentSettings.None, Of("").Environment);
        Assert.Null(Of("").WorkingDirectory);
    }

    [Fact]
    public void Variables_are_passed_on_and_set()
    {
        var environment = Of($$"""{{Process}}.environment { pass = [HOST, "MYAPP_*"], set { PORT = 5432, GREETING = "hello, world", EMPTY = "" } }""").Environment;
        Assert.Equal(["HOST", "MYAPP_*"], environment.Pass);
        Assert.Equal([("EMPTY", ""), ("GREETING", "hello, world"), ("PORT", "5432")], environment.Set.Select(variable => (variable.Key, variable.Value)).Order());
    }

    [Fact]
    public void A_layer_adds_to_the_variables_of_another() => Assert.Equal(
        [("A", "1"), ("B", "3")],
        Of($"{Set} {{ A = 1, B = 2 }}", ($"{Set}.B", "3")).Environment.Set.Select(variable => (variable.Key, variable.Value)).Order());

    [Theory]
    [InlineData("pass = [\"A=B\"]", "environment.pass", "'A=B'")]
    [InlineData("pass = [\"MY*APP\"]", "environment.pass", "'MY*APP'")]
    [InlineData("set { \"A-B\" = 1 }", "environment.set.A-B", "letters, digits and _")]
    [InlineData("set { A.B = 1 }", "environment.set.A", "a text")]
    [InlineData("set { A = [1, 2] }", "environment.set.A", "a text")]
    public void What_is_no_variable_is_an_error(string wrong, string key, string why)
    {
        var error = TestSettings.ErrorOf($"{Process}.environment {{ {wrong} }}");
        Assert.Contains(key, error, StringComparison.Ordinal);
        Assert.Contains(why, error.Replace('"', '\''), StringComparison.Ordinal);
    }

    [Fact]
    public void The_working_directory_is_relative_to_the_file_that_names_it()
    {
        Assert.Equal("/tmp", Of($"{Process}.working-directory = ../tmp").WorkingDirectory);
        var error = TestSettings.ErrorOf($"{Process}.working-directory = no-such-directory");
        Assert.Contains("there is no directory /etc/no-such-directory", error, StringComparison.Ordinal);
    }

    private static ProcessSettings Of(string profile, params (string Key, string Value)[] sets) =>
        TestSettings.Of(profile, [("actor-server.services.default.isolation", "process"), .. sets]).Services[0].Backend.Workers!;
}
