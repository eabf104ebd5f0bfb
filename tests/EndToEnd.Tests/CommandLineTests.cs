using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What an operator meets at the command line: one clear line for each mistake, and exit codes to rely on.</summary>
public sealed class CommandLineTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("nosuch", "inline", "--profile", "nosuch")]
    [InlineData("isolaton", "isolation", "--set", "actor-server.services.default.isolaton=thread")]
    [InlineData("70000", "65535", "--port", "70000")]
    [InlineData("-1", "65535", "--port", "-1")]
    [InlineData("nosuch", "echo", "--handler", "nosuch")]
    [InlineData("threads", "isolation", "--set", "actor-server.services.default.isolation=threads")]
    [InlineData("max-connections", "0", "--set", "actor-server.services.default.limits.max-connections=0")]
    [InlineData("drain-timeout", "soon", "--set", "actor-server.shutdown.drain-timeout=soon")]
    [InlineData("/nonexistent/worker", "executable", "--profile", "process", "--set", "actor-server.backends.process.executable=/nonexistent/worker")]
    [InlineData("--prot", "--prot", "--prot", "7788")]
    [InlineData("novalue", "novalue", "--set", "novalue")]
    [InlineData("services default and game want the same port", "7788", "--set", "actor-server.services.game.isolation=event")]
    [InlineData("no assembly UpperCase lies beside the server", "path", "--handler", "UpperCase.UpperCaseHandler, UpperCase")]
    public async Task A_wrong_command_line_or_configuration_gives_one_line_and_exit_code_2(string names, string alsoNames, params string[] arguments)
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, arguments);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Empty(run.Output);
        var line = Assert.Single(run.Errors);
        Assert.Contains(names, line, StringComparison.Ordinal);
        Assert.Contains(alsoNames, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_key_is_answered_with_the_nearest_known_key()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--set", "actor-server.services.default.isolaton=thread"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Matches("isolaton.*isolation", Assert.Single(run.Errors));
    }

    [Fact]
    public async Task A_mistake_in_a_profile_file_is_reported_with_the_files_name()
    {
        var profile = Keep(new ProfileFile("actor-server.services.default.limits.max-conections = 5"));

        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--profile", profile.Path]);

        Assert.True(run.ExitCode == 2, run.ToString());
        var line = Assert.Single(run.Errors);
        Assert.Matches("max-conections.*max-connections", line);
        Assert.Contains(profile.Path, line, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_taken_port_gives_one_line_and_exit_code_1(string profile)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--profile", profile, "--handler", "echo", "--port", port]);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Empty(run.Output);
        Assert.Contains(port, Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_port_of_a_live_one_is_refused()
    {
        var first = await StartAsync("event", "echo");

        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--profile", "event", "--port", first.Port.ToString(CultureInfo.InvariantCulture)]);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Equal("x", await (await ConnectAsync(first)).AskAsync("x"));
    }

    [Fact]
    public async Task If_one_service_cannot_listen_none_serves()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var profile = Keep(new ProfileFile(string.Create(CultureInfo.InvariantCulture,
            $$"""
            actor-server.services {
              free  { listen.port = 0, handler.type = echo }
              taken { listen.port = {{((IPEndPoint)taken.LocalEndpoint).Port}}, handler.type = echo }
            }
            """)));

        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--profile", profile.Path]);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Empty(run.Output);
        Assert.Contains("taken", run.Errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/bin/false")]
    [InlineData("/bin/true")]
    public async Task A_worker_executable_that_ends_at_once_gives_exit_code_1_whatever_the_start_timeout(string executable)
    {
        var run = await ServerRun.ToEndAsync(
            Deadlines.End,
            ["--profile", "process", "--port", "0", "--set", $"actor-server.backends.process.executable={executable}", "--set", "actor-server.backends.process.start-timeout=1h"]);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Empty(run.Output);
        Assert.Matches("no worker became ready.*code:[01]", run.Errors[^1]);
        Assert.Single(run.Errors, line => line.StartsWith("actor-server: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_executable_that_never_becomes_ready_gives_exit_code_1_after_the_start_timeout()
    {
        var run = await ServerRun.ToEndAsync(
            Deadlines.End,
            [
                "--profile", "process", "--port", "0", "--set", "actor-server.backends.process.executable=/bin/cat",
                "--set", "actor-server.backends.process.start-timeout=1s",
            ]);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains("start-timeout", run.Errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_commands_and_options()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        var text = string.Join('\n', run.Output);
        Assert.All(
            new[] { "check", "list", "--profile", "--handler", "--host", "--port", "--set", "--version" },
            word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, ["--version"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        Assert.Matches(@"\d+\.\d+\.\d+", Assert.Single(run.Output));
    }

    [Fact]
    public async Task List_names_the_profiles_and_handlers()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, ["list"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        var words = string.Join(' ', run.Output).Split([' ', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
        string[] profiles = ["inline", "event", "front", "internet", "node", "thread", "process"];
        string[] handlers = ["log", "stream-log", "echo", "stream-echo", "discard", "chargen", "daytime", "time", "chaos", "stream-chaos"];
        Assert.All([.. profiles, .. handlers], word => Assert.Contains(word, words));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task Check_prints_the_effective_configuration_and_starts_nothing(string profile)
    {
        var run = await ServerRun.ToEndAsync(
            Deadlines.End, ["check", "--profile", profile, "--set", "actor-server.services.default.limits.max-connections=77"]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Empty(run.Errors);
        Assert.DoesNotContain(run.Output, line => line.StartsWith("listening:", StringComparison.Ordinal));
        Assert.Equal("ok", run.Output[^1]);
        var text = string.Join('\n', run.Output);
        Assert.Matches("max-connections.*77", text);
        Assert.Matches($"isolation.*{profile}", text);
    }

    [Fact]
    public async Task Check_reports_what_run_would_report()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.End, ["check", "--port", "70000"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("70000", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_wins_over_the_environment_which_wins_over_the_profile()
    {
        var profile = Keep(new ProfileFile("actor-server.services.default.limits { max-connections = 11, max-waiting = 12, linger-timeout = 13s }"));

        var run = await ServerRun.ToEndAsync(
            Deadlines.End, ["check", "--profile", profile.Path, "--set", "actor-server.services.default.limits.max-connections=31"],
            ("ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS", "21"),
            ("ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_WAITING", "22"),
            ("ACTOR_SERVERS_OTHER", "not ours"));

        Assert.True(run.ExitCode == 0, run.ToString());
        var text = string.Join('\n', run.Output);
        Assert.Matches("max-connections.*31", text);
        Assert.Matches("max-waiting.*22", text);
        Assert.Matches("linger-timeout.*13", text);
    }

    [Fact]
    public async Task Of_several_settings_of_one_key_the_last_wins()
    {
        var run = await ServerRun.ToEndAsync(
            Deadlines.End, ["check", "--set", "actor-server.services.default.limits.max-waiting=1", "--set", "actor-server.services.default.limits.max-waiting=2"]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Matches(@"max-waiting\W+2\b", string.Join('\n', run.Output));
    }
}
