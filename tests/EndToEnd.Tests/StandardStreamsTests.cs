using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Standard output and error that are closed, full, broken or read by nobody: the server and its clients do not notice.</summary>
public sealed class StandardStreamsTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan EndsWithin = Deadlines.End;

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task Output_that_cannot_be_written_is_said_once_and_ends_neither_the_server_nor_a_client(string profile)
    {
        await using var server = Spawn("exec >/dev/full", profile, "log");

        for (var client = 0; client < 3; client++)
            await PrintAsync(server);

        await RecordsAsync(server, 3);
        var said = Assert.Single(server.Errors.All, line => line.Contains("standard output", StringComparison.Ordinal));
        Assert.Contains("No space left on device", said, StringComparison.Ordinal);
        await EndsAsAskedAsync(server);
    }

    [Theory]
    [InlineData("thread", "exec <&- >&- 2>&-", 0, 1, 2)]
    [InlineData("process", "exec <&- >&- 2>&-", 0, 1, 2)]
    [InlineData("thread", "exec >&-", 1)]
    [InlineData("process", "exec >&-", 1)]
    [InlineData("thread", "exec <&-", 0)]
    [InlineData("process", "exec 2>&-", 2)]
    public async Task Descriptors_that_are_closed_at_the_start_are_opened_on_the_null_device_and_it_serves(string profile, string closed, params int[] descriptors)
    {
        await using var server = Spawn(closed, profile, "chaos");
        var client = await ConnectAsync(await PortAsync(server));

        Assert.Equal("served", await client.AskAsync("echo served"));
        Assert.All(descriptors, descriptor => Assert.Equal("/dev/null", ProcessTable.DescriptorTarget(server.Pid, descriptor)));
        client.Dispose();
        await EndsAsAskedAsync(server);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Standard_output_that_nobody_reads_holds_up_no_client_and_no_record(string profile)
    {
        using var pipe = new StalledPipe();
        await using var server = Spawn(pipe.FullAs(1), profile, "log");

        for (var client = 0; client < 11; client++)
            await PrintAsync(server);

        await RecordsAsync(server, 11);
        var printed = pipe.Read();
        await Eventually.HoldsAsync(
            "what was printed comes when somebody reads", Deadlines.Step,
            () => printed.All.Count(line => line.EndsWith(@": hello\n", StringComparison.Ordinal)) == 11, printed.ToString);
        await EndsAsAskedAsync(server);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Standard_error_that_nobody_reads_holds_up_no_client_and_nothing_that_is_printed(string profile)
    {
        using var pipe = new StalledPipe();
        await using var server = Spawn(pipe.FullAs(2), profile, "log");

        for (var client = 0; client < 11; client++)
            await PrintAsync(server);

        await Eventually.HoldsAsync(
            "all is printed", Deadlines.Step,
            () => server.Output.All.Count(line => line.EndsWith(@": hello\n", StringComparison.Ordinal)) == 11, server.ToString);
        var log = pipe.Read();
        await Eventually.HoldsAsync(
            "the records come when somebody reads", Deadlines.Step,
            () => log.All.Count(line => LogRecord.Parse(line) is { Kind: "closed" }) == 11, log.ToString);
        await EndsAsAskedAsync(server);
    }

    [Fact]
    public async Task Outputs_that_nobody_reads_hold_up_no_handler_that_writes_to_the_console_itself()
    {
        using var ours = new StalledPipe();
        using var errors = new StalledPipe();
        var profile = Keep(new ProfileFile(ProfileFile.WithHandler("thread", BuiltOutput.PluginType("PrintingHandler"), BuiltOutput.Plugin)));
        await using var server = Follow(ServerProcess.SpawnRedirected($"{ours.FullAs(1)}; {errors.FullAs(2)}", ServerArguments.For(profile), NewTemporaryDirectory()));
        var client = await ConnectAsync(await PortAsync(server));

        Assert.Equal("hello", await client.AskAsync("hello"));

        client.Dispose();
        await EndsAsAskedAsync(server);
    }

    [Theory]
    [InlineData("exec 2>/dev/full")]
    [InlineData("exec 2>&-")]
    [InlineData("")]
    public async Task A_wrong_configuration_gives_exit_code_2_also_where_the_line_that_says_so_cannot_be_written(string redirection)
    {
        using var pipe = new StalledPipe();
        await using var server = Follow(ServerProcess.SpawnRedirected(
            redirection.Length > 0 ? redirection : pipe.FullAs(2), ["--port", "70000"], NewTemporaryDirectory()));

        Assert.Equal(2, await server.WaitForExitAsync(EndsWithin));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("check")]
    [InlineData("--help")]
    [InlineData("--version")]
    public async Task What_a_command_prints_and_cannot_be_written_is_an_error_of_one_line(string command)
    {
        await using var server = Follow(ServerProcess.SpawnRedirected("exec >/dev/full", [command], NewTemporaryDirectory()));

        Assert.Equal(1, await server.WaitForExitAsync(EndsWithin));
        Assert.Equal("actor-server: standard output: No space left on device", Assert.Single(server.Errors.All));
    }

    private ServerProcess Spawn(string redirections, string profile, string handler) =>
        Follow(ServerProcess.SpawnRedirected(redirections, ServerArguments.For(profile, handler), NewTemporaryDirectory()));

    /// <summary>Where it listens, by the kernel's word: what it says may be read by nobody.</summary>
    private static async Task<int> PortAsync(ServerProcess server)
    {
        await Eventually.HoldsAsync(
            "it listens", Deadlines.Start, () => server.HasExited || ListeningPorts.Of(server.Pid).Count > 0, server.ToString);
        Assert.False(server.HasExited, server.ToString());
        return ListeningPorts.Of(server.Pid).Single();
    }

    private async Task PrintAsync(ServerProcess server)
    {
        var client = await ConnectAsync(await PortAsync(server));
        await client.SendAsync("hello\n");
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();
    }

    private static Task RecordsAsync(ServerProcess server, int count) => Eventually.HoldsAsync(
        string.Create(CultureInfo.InvariantCulture, $"{count} records"), Deadlines.Step, () => server.Closed.Count == count, server.ToString);

    private static async Task EndsAsAskedAsync(ServerProcess server)
    {
        server.Send(Signal.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }
}
