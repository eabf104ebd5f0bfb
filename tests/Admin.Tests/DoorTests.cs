using System.Net;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

public sealed class DoorTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Controls =>
    [
        "/services/default/pause", "/services/default/resume", "/services/default/drain", "/services/default/limits", "/connections/c-7/close",
        "/workers/default/7/kill", "/workers/default/7/drain", "/reload", "/upgrade", "/shutdown", "/log-level", "/logout",
    ];

    public static TheoryData<string> Guarded => ["/", "/index.html", "/login.html", "/events", "/status.json", "/connections", "/nothing"];

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task A_control_wants_the_token(string path)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var without = await admin.SendAsync(HttpMethod.Post, path);
        using var wrong = await admin.SendAsync(HttpMethod.Post, path, "fedcba9876543210fedcba9876543210");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("Bearer realm=\"actor-server\"", without.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("invalid_token", wrong.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Empty(admin.Control.Calls);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task A_page_of_another_origin_gets_no_control_even_with_the_token(string path)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        (string, string)[] foreign =
        [
            ("Origin", "http://evil.example"), ("Origin", "null"), ("Origin", "http://127.0.0.1:1"), ("Origin", $"http://127.0.0.1:{admin.Port}.evil.example"),
            ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        ];
        foreach (var header in foreign)
        {
            using var answer = await admin.SendAsync(HttpMethod.Post, path, RunningAdmin.Token, null, header);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Empty(admin.Control.Calls);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Without_a_token_file_there_is_no_control(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Post, path, RunningAdmin.Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("actor-server.admin.token-file", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(admin.Control.Calls);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task What_is_not_open_wants_the_token(string path)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/login")]
    public async Task Health_and_on_loopback_metrics_are_open(string path)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/status.json")]
    [InlineData("/connections")]
    public async Task Without_a_token_file_loopback_may_read(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_token_lets_in_and_the_log_will_say_who_it_was()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(HttpMethod.Post, "/shutdown", RunningAdmin.Token, null, ("Origin", $"http://127.0.0.1:{admin.Port}"), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var by = Assert.Single(admin.Control.Operators);
        Assert.Equal("token", by.By);
        Assert.StartsWith("127.0.0.1:", by.From, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_path_is_not_open_to_another_sites_page()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Get, "/metrics", null, null, ("Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_link_of_another_site_leads_to_the_page_but_a_frame_does_not()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var link = await admin.SendAsync(HttpMethod.Get, "/", null, null, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        using var frame = await admin.SendAsync(HttpMethod.Get, "/", null, null, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"));
        Assert.Equal(HttpStatusCode.OK, link.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, frame.StatusCode);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:80", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("admin.example", true)]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.2", false)]
    [InlineData("localhost.evil.example", false)]
    public async Task It_is_asked_for_by_names_of_its_own(string host, bool isOwn)
    {
        await using var admin = await RunningAdmin.StartAsync(hosts: ["admin.example"]);
        using var answer = await admin.SendAsync(HttpMethod.Get, "/healthz", null, null, ("Host", host));
        Assert.Equal(isOwn ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        if (!isOwn)
            Assert.Contains("127.0.0.1, localhost, admin.example", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_tokens_are_heard_at_a_bounded_rate_and_told_of_once()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            using var answer = await admin.SendAsync(HttpMethod.Get, "/status.json", "wrong");
            answers.Add(answer.StatusCode);
        }

        using var right = await admin.SendAsync(HttpMethod.Get, "/status.json", RunningAdmin.Token);
        Assert.All(answers.Take(10), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.StartsWith("Warning: admin: wrong token from=127.0.0.1:", Assert.Single(admin.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_token_is_warned_of_and_not_looked_at_while_there_are_too_many_wrong_ones()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder, "short");
        Assert.Contains(admin.Log.Warnings, line => line.Contains("short token", StringComparison.Ordinal));
        for (var attempt = 0; attempt < 15; attempt++)
            (await admin.SendAsync(HttpMethod.Get, "/status.json", "wrong")).Dispose();

        using var right = await admin.SendAsync(HttpMethod.Get, "/status.json", "short");
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    public void Dispose() => _folder.Dispose();
}
