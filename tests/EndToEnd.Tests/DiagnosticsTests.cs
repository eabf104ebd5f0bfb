using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Who may have the .NET runtime of the server run code of theirs: nobody where workers are to be kept apart from it.</summary>
public sealed class DiagnosticsTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("process")]
    [InlineData("thread", "diagnostics=off")]
    public async Task Nobody_finds_a_door_into_a_server_whose_diagnostics_are_off(string profile, params string[] settings)
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For(profile, "chaos", settings));
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("echo x"));

        Assert.DoesNotContain(temporary.Content, DiagnosticsAttacker.IsDoor);
        Assert.DoesNotContain($"dotnet-diagnostic-{server.Pid}-", await File.ReadAllTextAsync("/proc/net/unix"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process", "diagnostics=on")]
    public async Task Where_they_are_on_whoever_sees_the_socket_can_have_the_server_load_a_library(string profile, params string[] settings)
    {
        const uint Failure = 0x80000000;
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For(profile, "echo", settings));

        var socket = Assert.Single(DiagnosticsAttacker.DoorsOf(server.Pid, temporary), path => path.EndsWith("-socket", StringComparison.Ordinal));

        Assert.Equal(server.Pid, await DiagnosticsAttacker.AskPidAsync(socket));
        // It has tried.
        Assert.InRange(await DiagnosticsAttacker.LoadAsync(socket, Path.Combine(temporary.Path, "not-there.so")), Failure, uint.MaxValue);
    }

    [Fact]
    public async Task A_server_that_has_run_itself_anew_keeps_its_pid_and_arguments_and_passes_on_nothing_of_it()
    {
        var server = await StartAsync("process", "chaos", "service-defaults.limits.max-connections=77");
        var worker = (await WhoAmI.AskAsync(await ConnectAsync(server))).Pid;

        var arguments = (await File.ReadAllTextAsync($"/proc/{server.Pid}/cmdline")).Split('\0');
        Assert.Equal(BuiltOutput.Server, arguments[0]);
        Assert.Contains("actor-server.service-defaults.limits.max-connections=77", arguments);
        Assert.Contains(worker, server.Workers);
        Assert.DoesNotContain("EnableDiagnostics_", await File.ReadAllTextAsync($"/proc/{worker}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_can_be_read_once_is_not_read_as_empty_the_second_time()
    {
        var temporary = NewTemporaryDirectory();
        var start = new ProcessStartInfo(BuiltOutput.Server, ["--profile", "/dev/stdin", "--port", "0"]) { RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["TMPDIR"] = temporary.Path;
        using var server = Process.Start(start)!;
        await server.StandardInput.WriteAsync("actor-server.service-defaults.isolation = process");
        server.StandardInput.Close();
        var said = await server.StandardError.ReadToEndAsync().WaitAsync(Deadlines.Start);
        await server.WaitForExitAsync().WaitAsync(Deadlines.End);

        Assert.Equal(1, server.ExitCode);
        Assert.Contains("the profile comes from a pipe", said, StringComparison.Ordinal);
    }
}
