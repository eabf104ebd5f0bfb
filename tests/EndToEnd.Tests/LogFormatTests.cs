using System.Text.Json;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a server of a process writes to standard error, and what it loads for that.</summary>
public sealed class LogFormatTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task Json_is_an_object_a_line_from_the_first_to_the_last()
    {
        var server = await ServedOneAsync("json", "\"durationMs\":");
        var events = server.Errors.All.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.All(events, one => Assert.Equal("info", one.GetProperty("level").GetString()));
        var closed = events.Single(one => one.GetProperty("event").GetInt32() == 2);
        Assert.Equal(("default", "peer-closed", 2, 2), (closed.GetProperty("service").GetString(), closed.GetProperty("reason").GetString(), closed.GetProperty("in").GetInt32(), closed.GetProperty("out").GetInt32()));
    }

    [Fact]
    public async Task Systemd_has_a_priority_on_each_line_also_on_that_which_says_why_it_cannot_serve()
    {
        var server = await ServedOneAsync("systemd", "closed: ");
        Assert.All(server.Errors.All, line => Assert.StartsWith("<6>ActorServer[", line, StringComparison.Ordinal));

        var second = ServerProcess.Spawn(["--port", $"{server.Port}", "--set", "actor-server.log.format=systemd"], NewTemporaryDirectory());
        Assert.Equal(1, await second.WaitForExitAsync(Deadlines.Start));
        Assert.Equal($"<2>ActorServer[0] service default: cannot listen on 127.0.0.1:{server.Port}: Address already in use", Assert.Single(second.Errors.All));
    }

    [Fact]
    public async Task A_server_without_the_admin_application_loads_nothing_of_it()
    {
        var server = await ServedOneAsync("text", "closed: ");
        var loaded = (await File.ReadAllLinesAsync($"/proc/{server.Pid}/maps")).Select(line => Path.GetFileName(line.Split(' ')[^1])).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.Contains("actor-server.dll", loaded);
        Assert.DoesNotContain(loaded, name => new[] { "ActorServer.Admin", "ActorServer.Control", "Spectre.", "Microsoft.AspNetCore", "System.Text.Json", "System.Net.Http" }.Any(one => name.StartsWith(one, StringComparison.Ordinal)));
    }

    private async Task<ServerProcess> ServedOneAsync(string format, string closing)
    {
        var server = await StartAsync("thread", "echo", $"log.format={format}");
        using var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));
        client.EndSending();
        await server.LoggedAsync(closing);
        return server;
    }
}
