using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// Each actor of the supervision tree ends in turn, as if it had a fault. Then the server ends with the reason, or goes on and
/// serves the next client; it never stays without serving, and a signal ends it.
/// </summary>
public sealed class SupervisionTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Root = "/user/actor-server";

    /// <summary>The isolation model; how it ends; who ends; whether the server ends with it.</summary>
    public static TheoryData<string, string, string, bool> Parts => new()
    {
        { "event", "fail", "", true },
        { "event", "stop", "", true },
        { "event", "fail", "/victim", true },
        { "event", "fail", "/victim/listener", true },
        { "event", "fail", "/victim/listener/acceptor-1", false },
        { "event", "fail", "/victim/connections", true },
        { "event", "stop", "/victim/connections", true },
        { "event", "fail", "/victim/connections/c-1", false },
        { "event", "fail", "/victim/backend", true },
        { "event", "fail", "/victim/backend/c-1", false },
        { "process", "fail", "/victim/connections", true },
        { "process", "fail", "/victim/connections/c-1", false },
        { "process", "fail", "/victim/backend", true },
        { "process", "stop", "/victim/backend/launcher", true },
        { "process", "fail", "/victim/backend/worker-1", false },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Whatever_ends_in_the_server_the_server_ends_with_the_reason_or_goes_on(string isolation, string how, string part, bool endsTheServer)
    {
        var server = await StartProfileAsync(WithVictim(isolation), services: 2);
        var victim = server.Listening["victim"];
        Assert.Equal("served", await (await ConnectAsync(victim)).AskAsync("served"));
        var ending = await ConnectAsync(server.Listening["ending"]);

        await ending.SendAsync($"{how} {Root}{part}\n");

        if (endsTheServer)
        {
            Assert.Equal(1, await server.WaitForExitAsync(Deadlines.End));
            Assert.Contains("ended", Assert.Single(server.Errors.All, line => line.StartsWith("actor-server: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("ended", await ending.ReadLineAsync());
            await ServesAgainAsync(victim, server);
            await EndsBySignalAsync(server);
        }

        EverythingHasEndedInTime(server);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_handler_that_hangs_does_not_hold_up_the_end_of_a_server_whose_service_has_failed(string isolation)
    {
        var server = await StartProfileAsync(WithVictim(isolation, "chaos"), services: 2);
        await (await ConnectAsync(server.Listening["victim"])).SendAsync("block 600s\n");
        await Eventually.HoldsAsync("the victim is served", Deadlines.Step, () => server.Opened.Count == 1, server.ToString);

        await (await ConnectAsync(server.Listening["ending"])).SendAsync($"fail {Root}/victim\n");

        Assert.Equal(1, await server.WaitForExitAsync(Deadlines.End));
    }

    [Theory]
    [InlineData("/user/worker")]
    [InlineData("/user/log")]
    [InlineData("..")]
    public async Task Whatever_ends_in_a_worker_the_next_client_is_served(string part)
    {
        var hocon = ProfileFile.WithHandler("process", BuiltOutput.PluginType("EndingHandler"), BuiltOutput.Plugin) + "\nactor-server.backends.process.clients-per-worker = 0\n";
        var server = await StartProfileAsync(hocon, services: 1);
        var ending = await ConnectAsync(server);
        Assert.Equal("served", await ending.AskAsync("served"));

        await ending.SendAsync($"fail {part}\n");

        await ServesAgainAsync(server.Port, server);
        ending.Dispose();
        await ServesAgainAsync(server.Port, server);
        await EndsBySignalAsync(server);
        EverythingHasEndedInTime(server);
    }

    private static string WithVictim(string isolation, string handler = "echo") =>
        $$"""
        actor-server.service-defaults.listen.port = 0
        actor-server.services {
          victim { isolation = {{isolation}}, handler.type = {{handler}} }
          ending { isolation = thread, handler { type = "{{BuiltOutput.PluginType("EndingHandler")}}", path = "{{BuiltOutput.Plugin}}" } }
        }
        """;

    // A port that is bound again may be met at its end once.
    private async Task ServesAgainAsync(int port, ServerProcess server) =>
        await Eventually.HoldsAsync("the next client is served", Deadlines.Step, () => IsServedAsync(port), server.ToString);

    private async Task<bool> IsServedAsync(int port)
    {
        try
        {
            return await (await ConnectAsync(port)).AskAsync("next") == "next";
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static async Task EndsBySignalAsync(ServerProcess server)
    {
        server.Send(Signal.Terminate);
        // Two signals at once are one.
        await server.LoggedAsync("draining: ");
        server.Send(Signal.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }

    private static void EverythingHasEndedInTime(ServerProcess server) =>
        Assert.DoesNotContain(server.Errors.All, line => line.Contains("in time", StringComparison.Ordinal));
}
