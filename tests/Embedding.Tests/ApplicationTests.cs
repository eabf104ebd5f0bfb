using System.Net;
using System.Net.Http.Json;
using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.Embedding.Tests;

/// <summary>The sample: an ASP.NET Core application with its page and a TCP service in one host, whose workers are started from the same executable.</summary>
public sealed class ApplicationTests
{
    private const string Sample = "EmbeddedHost";

    private static readonly HttpClient Http = new() { Timeout = Deadlines.Step };

    [Fact]
    public async Task It_serves_its_page_and_its_service_and_says_how_it_is()
    {
        await using var program = await StartAsync();
        using var client = await Client.ConnectAsync(program.Port);
        Assert.StartsWith("ordered: 3 apples, by process ", await client.AskAsync("3 apples"), StringComparison.Ordinal);

        Assert.Contains($"The server is serving, at 127.0.0.1:{program.Port}", await Http.GetStringAsync(program.Page), StringComparison.Ordinal);
        Assert.Equal("Healthy", await HealthAsync(program));
        await PostAsync(program, "pause");
        Assert.Equal("Degraded", await HealthAsync(program));
        await PostAsync(program, "resume");
        Assert.Equal("Healthy", await HealthAsync(program));
    }

    [Fact]
    public async Task A_worker_that_is_killed_takes_its_client_along_and_nobody_else()
    {
        await using var program = await StartAsync();
        using var victim = await Client.ConnectAsync(program.Port);
        using var bystander = await Client.ConnectAsync(program.Port);
        var worker = int.Parse((await victim.AskAsync("3 apples")).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var other = await bystander.AskAsync("3 apples");
        Assert.Contains(worker, program.Workers);

        Signal.Send(worker, Signal.Kill);

        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        Assert.Equal(other, await bystander.AskAsync("3 apples"));
        Assert.Equal("Healthy", await HealthAsync(program));
    }

    [Fact]
    public async Task StopApplication_drains_it_and_a_client_may_finish()
    {
        await using var program = await StartAsync();
        using var client = await Client.ConnectAsync(program.Port);
        await client.AskAsync("3 apples");

        await PostAsync(program, "stop");
        await Eventually.HoldsAsync("it drains", Deadlines.Step, () => program.Output.All.Any(line => line.Contains("draining: connections=1", StringComparison.Ordinal)), program.ToString);
        Assert.StartsWith("ordered: 2 plums", await client.AskAsync("2 plums"), StringComparison.Ordinal);
        client.EndSending();

        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        Assert.True(await program.EndAsync() == 0, program.ToString());
    }

    [Fact]
    public async Task SIGTERM_which_the_host_listens_to_drains_it_and_the_deadline_cuts_off()
    {
        await using var program = await StartAsync("--ActorServer:shutdown:drain-timeout=1s");
        using var client = await Client.ConnectAsync(program.Port);
        await client.AskAsync("3 apples");

        Signal.Send(program.Pid, Signal.Terminate);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.True(await program.EndAsync() == 0, program.ToString());
    }

    [Fact]
    public async Task It_listens_to_no_signal_itself()
    {
        await using var program = await StartAsync();
        // Those that the server as a program listens to, less those of the host.
        Assert.All(new[] { Signal.User1, Signal.User2, Signal.Alarm }, signal => Assert.False(ProcessTable.Catches(program.Pid, signal), $"it listens to {signal}"));
    }

    [Fact]
    public async Task What_is_wrong_with_its_configuration_is_how_the_start_fails_and_nothing_listens()
    {
        await using var program = ProgramUnderTest.Start(Sample, "--ActorServer:services:orders:isolation=proces", "--urls=http://127.0.0.1:0");
        Assert.NotEqual(0, await program.EndAsync());
        Assert.Contains(
            program.Errors.All,
            line => line.Contains("actor-server.services.orders.isolation = proces in the configuration section ActorServer is not allowed: ", StringComparison.Ordinal));
        Assert.DoesNotContain(program.Output.All, line => line.Contains("istening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_does_not_say_that_it_may_be_a_worker_does_not_start_and_says_what_is_missing()
    {
        await using var program = ProgramUnderTest.Start("Forgetful");
        Assert.NotEqual(0, await program.EndAsync());
        Assert.Contains(program.Errors.All, line => line.Contains("say ActorServerWorker.RunIfStartedByServer(args) first in Program, before AddActorServer", StringComparison.Ordinal));
    }

    private static Task<ProgramUnderTest> StartAsync(params string[] arguments) => ProgramUnderTest.StartAsync(
        Sample,
        [
            "--urls=http://127.0.0.1:0", "--ActorServer:services:orders:listen:port=0", $"--ActorServer:backends:process:start-timeout={Deadlines.Start.TotalSeconds}s", .. arguments,
        ]);

    private static async Task<string> HealthAsync(ProgramUnderTest program) => await (await Http.GetAsync(new Uri(program.Page, "healthz"))).Content.ReadAsStringAsync();

    private static async Task PostAsync(ProgramUnderTest program, string what)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(program.Page, what), "");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
