using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Signals other than SIGTERM and SIGINT. None ends the server without its records.</summary>
public sealed class SignalTests(ITestOutputHelper output) : ServerTest(output)
{
    // From the first at which the server has begun to one at which it is about to say that it listens. The runtime itself catches no SIGUSR1.
    private static readonly (string Name, Func<ServerProcess, bool> HasCome)[] Moments =
    [
        ("the server catches signals", server => ProcessTable.Catches(server.Pid, Signal.User1)),
        ("its actor system is being made", server => server.ThreadNames.Contains("awake-time")),
        ("the kernel listens for it", server => ListeningPorts.Of(server.Pid).Count > 0),
    ];

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Signals_that_mean_nothing_yet_are_logged_and_the_client_is_served_on(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        Assert.Equal("before", await client.AskAsync("before"));

        foreach (var (signal, name) in new[] { (Signal.HangUp, "SIGHUP"), (Signal.User1, "SIGUSR1"), (Signal.User2, "SIGUSR2") })
        {
            server.Send(signal);
            await server.LoggedAsync($"signal: {name} ");
        }

        server.Send(Signal.Alarm);
        server.Send(Signal.Pipe);
        foreach (var worker in server.Workers)
        {
            foreach (var signal in new[] { Signal.HangUp, Signal.User1, Signal.User2, Signal.Quit, Signal.Alarm, Signal.Pipe })
                Signal.Send(worker, signal);
        }

        Assert.Equal("after", await client.AskAsync("after"));
        Assert.Equal("next", await (await ConnectAsync(server)).AskAsync("next"));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Quit_stops_at_once_with_records(string profile)
    {
        var server = await StartAsync(profile, "chaos", "shutdown.drain-timeout=600s");
        var client = await ConnectAsync(server);
        Assert.Equal("here", await client.AskAsync("echo here"));

        server.Send(Signal.Quit);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Equal("drain-deadline", Assert.Single(server.Closed).Reason);
        await server.NothingIsLeftAsync();
    }

    [FactWith("/usr/bin/python3")]
    public async Task With_a_terminal_as_standard_input_hang_up_drains()
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For("thread", "echo"), ByPython.OnATerminal);
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        server.Send(Signal.HangUp);

        await server.LoggedAsync("draining: connections=1 ");
        Assert.Equal("still served", await client.AskAsync("still served"));
        client.EndSending();
        await client.EndAsync();
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Quit)]
    public async Task A_signal_at_any_moment_of_the_start_ends_the_server_with_exit_code_0(int signal)
    {
        foreach (var (moment, hasCome) in Moments)
        {
            var temporary = NewTemporaryDirectory();
            await using var server = ServerProcess.Spawn(ServerArguments.For("thread", "echo"), temporary);
            await Eventually.HoldsAsync(moment, Deadlines.Start, () => hasCome(server), server.ToString);

            server.Send(signal);

            Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        }
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Interrupt)]
    public async Task A_check_that_is_interrupted_has_not_been_passed(int signal)
    {
        var temporary = NewTemporaryDirectory();
        // Nobody writes to it, so that the check never ends by itself.
        var pipe = Path.Combine(temporary.Path, "pipe.conf");
        Assert.Equal(0, (await ProgramRun.OfAsync("mkfifo", [pipe])).ExitCode);
        await using var check = ServerProcess.Spawn(["check", "--profile", pipe], temporary);
        await Eventually.HoldsAsync("the check catches signals", Deadlines.Start, () => ProcessTable.Catches(check.Pid, Signal.User1), check.ToString);

        check.Send(signal);

        Assert.Equal(1, await check.WaitForExitAsync(Deadlines.End));
        File.Delete(pipe);
    }
}
