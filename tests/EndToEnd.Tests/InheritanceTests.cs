using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a server inherits from whoever started it does not change what it does.</summary>
public sealed class InheritanceTests(ITestOutputHelper output) : ServerTest(output)
{
    [TheoryWith("/usr/bin/python3")]
    [InlineData("thread", true)]
    [InlineData("process", true)]
    [InlineData("process", false)]
    public async Task Signals_that_are_relied_on_come_also_when_they_were_blocked_or_ignored(string profile, bool blocked)
    {
        var arguments = ServerArguments.For(profile, "echo", "backends.process.max-workers=1");
        var server = await StartAsync(NewTemporaryDirectory(), arguments, blocked ? ByPython.WithAllSignalsBlocked : ByPython.WithSignalsIgnored);

        // More clients than there may be workers: each worker's exit has to be noticed.
        for (var i = 0; i < 3; i++)
        {
            var client = await ConnectAsync(server);
            Assert.Equal("x", await client.AskAsync("x"));
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        }

        server.Send(Signal.HangUp);
        await server.LoggedAsync("signal: SIGHUP ");
        server.Send(Signal.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }

    [TheoryWith("/usr/bin/python3")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_working_directory_that_is_gone_matters_to_nobody_who_does_not_use_it(string profile)
    {
        var server = await StartAsync(NewTemporaryDirectory(), ServerArguments.For(profile, "echo"), ByPython.InADirectoryThatIsGone);

        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
    }

    [TheoryWith("/usr/bin/python3")]
    [InlineData("--profile", "here.conf")]
    [InlineData("--set", "actor-server.backends.process.executable=here")]
    [InlineData("--set", "actor-server.services.default.handler.path=here.dll")]
    public async Task A_relative_path_in_a_working_directory_that_is_gone_is_said(string option, string value)
    {
        await using var server = ServerProcess.Spawn([option, value, "--port", "0"], NewTemporaryDirectory(), ByPython.InADirectoryThatIsGone);

        Assert.Equal(2, await server.WaitForExitAsync(Deadlines.End));
        Assert.Contains("the working directory", Assert.Single(server.Errors.All), StringComparison.Ordinal);
    }
}
