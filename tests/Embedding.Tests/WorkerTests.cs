using ActorServer.EndToEnd.Tests.Harness;
using EmbeddedHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>
/// The application is its own worker. Here the application is the sample, as a test of its own would have it: its services in a test host, and
/// its program beside it.
/// </summary>
public sealed class WorkerTests
{
    private const string Application = "EmbeddedHost";

    [Fact]
    public async Task The_application_is_started_as_its_own_worker_and_a_crash_ends_one_client()
    {
        await using var host = await StartAsync();
        using var victim = await host.ConnectAsync("orders");
        using var bystander = await host.ConnectAsync("orders");
        Assert.StartsWith("ordered: 3 apples, by process ", await victim.AskAsync("3 apples"), StringComparison.Ordinal);
        Assert.StartsWith("ordered: 1 pears, by process ", await bystander.AskAsync("1 pears"), StringComparison.Ordinal);

        await victim.SendAsync("crash\n");

        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        Assert.Contains("reason=worker-died", (await host.Log.FindAsync("closed: id=c-1")).Text, StringComparison.Ordinal);
        Assert.StartsWith("ordered: 2 plums", await bystander.AskAsync("2 plums"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_handler_prints_in_a_worker_goes_to_the_applications_log()
    {
        await using var host = await StartAsync();
        using var client = await host.ConnectAsync("orders");
        var answer = await client.AskAsync("3 apples");
        Assert.Equal(new LogLine(LogLevel.Information, "ActorServer.Output", answer), await host.Log.FindAsync("ordered: "));
    }

    [Fact]
    public async Task What_a_handler_logs_in_a_worker_goes_there_too_with_the_worker_and_the_connection()
    {
        await using var host = await StartAsync();
        using var client = await host.ConnectAsync("orders");
        Assert.StartsWith("error: ", await client.AskAsync("3 elephants"), StringComparison.Ordinal);

        var logged = await host.Log.FindAsync("worker: service=orders worker=1 pid=");
        Assert.Equal((LogLevel.Warning, "EmbeddedHost.OrderHandler.(worker)"), (logged.Level, logged.Category));
        Assert.EndsWith(" connection=c-1 log=\"no order: 3 elephants\"", logged.Text, StringComparison.Ordinal);
        Assert.Equal(("orders", "c-1"), (logged.Service, logged.Connection));
    }

    [Fact]
    public async Task Diagnostics_that_workers_could_reach_are_named_in_the_log_once()
    {
        await using var host = await StartAsync();
        await host.Log.FindAsync("the .NET diagnostics of this process are on");
        Assert.Single(host.Log.All, line => line.Text.StartsWith("the .NET diagnostics", StringComparison.Ordinal));
    }

    private static Task<HostUnderTest> StartAsync() => HostUnderTest.StartAsync(
        builder => builder.Services.AddActorServer(server => server
            .AddService("orders", service => service.Listen("127.0.0.1", 0).Isolate(Isolation.Process).Handle<OrderHandler>())
            .Set("backends.process.spare-workers", 0)
            .Set("backends.process.start-timeout", Deadlines.Start)),
        Application);
}
