using System.Net;
using System.Text;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests;

public sealed class ControlEndpointsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("/services/default/pause", "", "pause default")]
    [InlineData("/services/a%20b/resume", "", "resume a b")]
    [InlineData("/services/default/drain", "", "drain default")]
    [InlineData("/services/default/limits", """{"max-connections": 500, "queue-timeout": "5s"}""", "limits default max-connections=500 queue-timeout=5s")]
    [InlineData("/connections/c-7/close", "", "close c-7")]
    [InlineData("/workers/default/7/kill", "", "kill default 7")]
    [InlineData("/workers/default/7/drain", "", "drain-worker default 7")]
    [InlineData("/log-level", """{"level": "debug"}""", "log-level - debug")]
    [InlineData("/log-level", """{"level": "debug", "category": "ActorServer.Admin"}""", "log-level ActorServer.Admin debug")]
    [InlineData("/shutdown", "", "shutdown")]
    public async Task Each_path_is_a_control(string path, string body, string call)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, path, body);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([call], admin.Control.Calls);
    }

    [Theory]
    [InlineData("/services/default/limits", "")]
    [InlineData("/services/default/limits", "{}")]
    [InlineData("/services/default/limits", "[1]")]
    [InlineData("/services/default/limits", """{"max-connections": {"a": 1}}""")]
    [InlineData("/services/default/limits", """{"max-connections": 1, "max-connections": 2}""")]
    [InlineData("/services/default/limits", """{"max-connections": """)]
    [InlineData("/services/default/limits", """{"max-connections": "\ud800"}""")]
    [InlineData("/services/default/limits", """{"\ud800": 1}""")]
    [InlineData("/log-level", """{"level": "\ud800"}""")]
    [InlineData("/log-level", """{"category": "x"}""")]
    [InlineData("/log-level", """{"level": "debug", "other": "x"}""")]
    public async Task A_body_that_says_nothing_is_refused(string path, string body)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("The body must be ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(admin.Control.Calls);
    }

    [Fact]
    public async Task An_outcome_is_a_status_and_a_sentence()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        (ControlOutcome, string, HttpStatusCode, string)[] cases =
        [
            (new ControlOutcome.Done(), "/connections/c-7/close", HttpStatusCode.NoContent, ""),
            (new ControlOutcome.Done("until the next start"), "/services/default/limits", HttpStatusCode.OK, "until the next start\n"),
            (new ControlOutcome.Unknown("no connection c-7"), "/connections/c-7/close", HttpStatusCode.NotFound, "no connection c-7\n"),
            (new ControlOutcome.Refused("it drains"), "/services/default/pause", HttpStatusCode.Conflict, "it drains\n"),
            (new ControlOutcome.Refused("it is still starting"), "/services/default/limits", HttpStatusCode.Conflict, "it is still starting\n"),
            (new ControlOutcome.Wrong("must be positive"), "/services/default/limits", HttpStatusCode.BadRequest, "must be positive\n"),
        ];
        foreach (var (outcome, path, status, text) in cases)
        {
            admin.Control.Outcome = outcome;
            using var answer = await PostAsync(admin, path, """{"max-connections": 1}""");
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("POST", "/reload", HttpStatusCode.NotImplemented)]
    [InlineData("POST", "/upgrade", HttpStatusCode.NotImplemented)]
    [InlineData("POST", "/workers/default/x/kill", HttpStatusCode.NotFound)]
    [InlineData("POST", "/services/default/explode", HttpStatusCode.NotFound)]
    [InlineData("GET", "/services/default/pause", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/shutdown", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/nothing", HttpStatusCode.NotFound)]
    public async Task What_it_cannot_do_is_said(string method, string path, HttpStatusCode status)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(new HttpMethod(method), path, RunningAdmin.Token);
        Assert.Equal(status, answer.StatusCode);
        Assert.Matches("^[^\n]+\n$", await answer.Content.ReadAsStringAsync());
        Assert.Empty(admin.Control.Calls);
    }

    [Theory]
    [InlineData("/reload", "", "action=reload", "This version cannot reload its configuration; restart it.")]
    [InlineData("/upgrade", "", "action=upgrade", "This version cannot upgrade itself; restart it.")]
    [InlineData("/workers/default/x/kill", "", "action=kill service=default worker=x", "no worker x: a worker is named by its number")]
    [InlineData("/workers/a%20b/%0a%22/drain", "", """action=drain-worker service="a b" worker="\u000a\"" """, """no worker \u000a\": a worker is named by its number""")]
    [InlineData("/services/default/limits", "{}", "action=limits service=default", """The body must be a JSON object of keys of limits, such as {\"max-connections\": 500}.""")]
    [InlineData("/services/default/limits", "[]", "action=limits service=default", "The body must be a JSON object whose values are texts or numbers, each key once.")]
    [InlineData("/log-level", "{}", "action=log-level", """The body must be {\"level\": \"debug\"}, with \"category\" for one category of the log.""")]
    public async Task What_does_not_reach_the_server_is_logged_here(string path, string body, string what, string why)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, path, body);
        var line = Assert.Single(admin.Log.Lines, line => line.Contains(" control: ", StringComparison.Ordinal));
        Assert.StartsWith($"Information: control: {what.TrimEnd()} by=token from=127.0.0.1:", line, StringComparison.Ordinal);
        Assert.EndsWith($" refused=\"{why}\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_reaches_the_server_is_logged_by_it_alone()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, "/services/default/pause", "");
        Assert.DoesNotContain(admin.Log.Lines, line => line.Contains("control: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_body_is_refused()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, "/services/default/limits", $$"""{"max-connections": "{{new string('1', 20_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Single(admin.Log.Lines, line => line.Contains("control: action=limits service=default by=token ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_name_is_cut_in_the_log()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await PostAsync(admin, $"/workers/{new string('a', 3_000)}/x/kill", "");
        Assert.InRange(Assert.Single(admin.Log.Lines, line => line.Contains("control: ", StringComparison.Ordinal)).Length, 500, 1_000);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<HttpResponseMessage> PostAsync(RunningAdmin admin, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await admin.SendAsync(HttpMethod.Post, path, RunningAdmin.Token, content);
    }
}
