using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Who asks for cultures has them, by the setting or by the runtime's own variable, and everybody else has the invariant one.</summary>
public sealed class CulturesTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Setting = "cultures=system";
    private const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    [TheoryWithIcu]
    [InlineData("thread")]
    [InlineData("process+managed")]
    public async Task The_runtimes_own_variable_gives_them_and_the_server_writes_as_before(string variant)
    {
        var server = await StartAsync(variant, [$"{Variable}=0", "LC_ALL=ar_SA.UTF-8"]);
        var client = await ConnectAsync(server);
        Assert.Equal("all", await client.AskAsync("find cultures"));
        await client.SendAsync("throw\n");
        Assert.True((await server.ClosingRecordAsync(client)).Number("in") > 0);
    }

    [TheoryWithIcu]
    [InlineData("inline")]
    [InlineData("event")]
    [InlineData("thread")]
    [InlineData("thread", "diagnostics=off")]
    [InlineData("process+managed")]
    [InlineData("process+managed", "diagnostics=on")]
    public async Task The_setting_gives_them_in_every_model(string variant, params string[] settings)
    {
        var server = await StartAsync(variant, [], [Setting, .. settings]);
        Assert.Equal("all", await (await ConnectAsync(server)).AskAsync("find cultures"));
    }

    [FactWithIcu]
    public async Task What_the_server_has_put_into_its_environment_for_them_is_nothing_to_handlers()
    {
        var server = await StartAsync("thread", [], [Setting]);
        Assert.DoesNotContain(Variable, await (await ConnectAsync(server)).AskAsync("find variables"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process+managed")]
    public async Task The_runtimes_own_variable_is_stronger_and_the_log_says_so(string variant)
    {
        var server = await StartAsync(variant, [$"{Variable}=1"], [Setting]);
        var client = await ConnectAsync(server);
        Assert.Equal("invariant", await client.AskAsync("find cultures"));
        Assert.Contains(server.Errors.All, line => line.Contains($"{Variable}=1 in the environment is stronger", StringComparison.Ordinal));
    }

    [FactWithIcu]
    public async Task Check_warns_where_the_runtimes_own_variable_is_stronger()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["check", .. ServerArguments.For("thread", "echo", Setting)], (Variable, "1"));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("is stronger", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [FactWithIcu]
    public async Task Check_warns_of_native_workers_which_are_compiled_without()
    {
        if (!File.Exists(BuiltOutput.NativeWorker))
        {
            Report($"not tried: there is no native worker at {BuiltOutput.NativeWorker}");
            return;
        }

        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["check", .. ServerArguments.For("process+native", "echo", Setting)]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("backends.process.executable = managed", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public async Task Without_ICU_it_is_an_error_that_names_the_setting(string command)
    {
        // The system's loader comes upon these first, and gives up.
        var libraries = NewTemporaryDirectory();
        foreach (var name in Icu.Names)
            await File.WriteAllBytesAsync(Path.Combine(libraries.Path, name), []);

        var run = await ServerRun.ToEndAsync(Deadlines.Start, [command, .. ServerArguments.For("thread", "echo", Setting)], ("LD_LIBRARY_PATH", libraries.Path));

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains("cultures = system needs ICU, and there is none", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartAsync(string variant, string[] variables, params string[] settings) =>
        StartAsync(NewTemporaryDirectory(), ServerArguments.For(variant, "chaos", settings), by: ["/usr/bin/env", .. variables]);
}
