using System.Net;
using System.Security.Cryptography;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// The files that samples/StaticFiles serves, plugged in from its folder, to .NET's own HTTP client: a plugin that uses a
/// framework which the server does not.
/// </summary>
public sealed class StaticFilesTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [InlineData("inline")]
    [InlineData("event")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task An_http_client_gets_files_over_one_connection(string profile)
    {
        var root = NewTemporaryDirectory();
        var large = RandomNumberGenerator.GetBytes(3_000_000);
        File.WriteAllText(Path.Combine(root.Path, "index.html"), "home");
        File.WriteAllBytes(Path.Combine(root.Path, "large.bin"), large);
        File.CreateSymbolicLink(Path.Combine(root.Path, "passwd"), "/etc/passwd");
        var server = await ServeAsync(profile, root.Path);
        using (var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"), Timeout = Deadlines.Step })
        {
            Assert.Equal("home", await http.GetStringAsync("/"));
            Assert.Equal(large, await http.GetByteArrayAsync("/large.bin"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, HttpMethod.Get, "/passwd"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, HttpMethod.Get, "/..%2f..%2fetc/passwd"));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(http, HttpMethod.Post, "/"));
            Assert.Equal("home", await http.GetStringAsync("/"));
        }

        await Eventually.HoldsAsync("the connection is over", Deadlines.Step, () => server.Closed.Count > 0, server.ToString);
        Assert.Single(server.Opened);
        Assert.Equal("peer-closed", Assert.Single(server.Closed).Reason);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Who_sends_no_http_is_told_so_and_let_go(string profile)
    {
        var server = await ServeAsync(profile, NewTemporaryDirectory().Path);
        var client = await ConnectAsync(server);

        await client.SendAsync("hello\r\n\r\n");

        Assert.Equal("HTTP/1.1 400 Bad Request", (await client.ReadLineAsync()).TrimEnd());
        await client.ReadToEndAsync();
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Fact]
    public async Task In_event_a_drain_does_not_wait_for_a_client_that_says_nothing()
    {
        var server = await ServeAsync("event", NewTemporaryDirectory().Path);
        var client = await ConnectAsync(server);
        await client.SendAsync("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 404 Not Found", (await client.ReadLineAsync()).TrimEnd());

        server.Send(Signal.Terminate);

        await client.ReadToEndAsync();
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_an_error_at_start_up()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For(Keep(new ProfileFile(Profile("thread", "/no/such/folder")))));

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("root = \"/no/such/folder\" is not allowed", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    private Task<ServerProcess> ServeAsync(string profile, string root) =>
        StartProfileAsync(Profile(profile, root), services: 1);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, HttpMethod method, string target)
    {
        using var request = new HttpRequestMessage(method, target);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static string Profile(string profile, string root) =>
        ProfileFile.WithHandler(profile, "StaticFiles.StaticFilesHandler, StaticFiles", BuiltOutput.StaticFiles, $"root = \"{root}\"");
}
