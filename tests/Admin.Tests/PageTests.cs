using System.Net;
using System.Security.Cryptography;
using System.Text;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

public sealed class PageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("/")]
    [InlineData("/status.json")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task Every_answer_is_closed_to_other_sites(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/page.js")]
    [InlineData("/PAGE.js")]
    [InlineData("/page.js/")]
    public async Task A_file_of_the_page_may_be_asked_for_in_other_letters(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.SendAsync(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.OK, "text/javascript; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.DoesNotContain(admin.Log.Warnings, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_is_sent_again_when_it_has_changed()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var first = await admin.SendAsync(HttpMethod.Get, "/");
        Assert.Equal("text/html; charset=utf-8", first.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", Header(first, "Cache-Control"));

        using var second = await admin.SendAsync(HttpMethod.Get, "/", null, null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_shown_no_token_gets_the_login_form()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("name=\"token\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
    }

    [Fact]
    public async Task The_login_keeps_a_session_in_a_cookie_and_not_the_token()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var login = await LogInAsync(admin, RunningAdmin.Token);
        Assert.Equal(HttpStatusCode.SeeOther, login.StatusCode);
        Assert.Equal("./", login.Headers.Location?.ToString());
        var cookie = Header(login, "Set-Cookie");
        Assert.StartsWith($"actor-server-{admin.Port}=", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; path=/; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningAdmin.Token, cookie, StringComparison.Ordinal);

        var session = cookie[..cookie.IndexOf(';')];
        using var page = await admin.SendAsync(HttpMethod.Get, "/", null, null, ("Cookie", session));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var control = await admin.SendAsync(HttpMethod.Post, "/shutdown", null, null, ("Cookie", session), ("Origin", $"http://127.0.0.1:{admin.Port}"));
        Assert.Equal(HttpStatusCode.NoContent, control.StatusCode);
        using var blind = await admin.SendAsync(HttpMethod.Post, "/shutdown", null, null, ("Cookie", session));
        Assert.Equal(HttpStatusCode.Forbidden, blind.StatusCode);
    }

    [Fact]
    public async Task A_session_outlives_the_server_and_ends_with_the_token()
    {
        string session;
        await using (var first = await RunningAdmin.StartWithTokenAsync(_folder))
        {
            using var login = await LogInAsync(first, RunningAdmin.Token);
            session = Header(login, "Set-Cookie").Split('=', ';')[1];
        }

        await using var second = await RunningAdmin.StartWithTokenAsync(_folder);
        var cookie = ("Cookie", $"actor-server-{second.Port}={session}");
        using var before = await second.SendAsync(HttpMethod.Get, "/status.json", null, null, cookie);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        _folder.Write("token", "another-token-that-is-long");
        using var after = await second.SendAsync(HttpMethod.Get, "/status.json", null, null, cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_session_cannot_be_made_of_a_guess_at_the_token()
    {
        const string Short = "sesame";
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder, Short);
        var guess = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Short), "actor-server admin session"u8));
        using var guessed = await admin.SendAsync(HttpMethod.Get, "/status.json", null, null, ("Cookie", $"actor-server-{admin.Port}={guess}"));
        Assert.Equal(HttpStatusCode.Unauthorized, guessed.StatusCode);

        using var login = await LogInAsync(admin, Short);
        _folder.Write("token", Short + "\n");
        using var after = await admin.SendAsync(HttpMethod.Get, "/status.json", null, null, ("Cookie", Header(login, "Set-Cookie").Split(';')[0]));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("wrong-token-that-is-long-enough")]
    [InlineData("")]
    public async Task A_wrong_token_gives_no_cookie(string token)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var login = await LogInAsync(admin, token);
        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);
        Assert.False(login.Headers.Contains("Set-Cookie"));
        Assert.Contains("The token is wrong.", await login.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_sites_form_does_not_log_in()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var form = Form(RunningAdmin.Token);
        using var login = await admin.SendAsync(HttpMethod.Post, "/login", null, form, ("Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, login.StatusCode);
    }

    [Fact]
    public async Task Logging_out_removes_the_cookie()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var answer = await admin.SendAsync(HttpMethod.Post, "/logout", RunningAdmin.Token);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Header(answer, "Set-Cookie"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static FormUrlEncodedContent Form(string token) => new([new("token", token)]);

    private static async Task<HttpResponseMessage> LogInAsync(RunningAdmin admin, string token)
    {
        using var form = Form(token);
        return await admin.SendAsync(HttpMethod.Post, "/login", null, form, ("Origin", $"http://127.0.0.1:{admin.Port}"));
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
