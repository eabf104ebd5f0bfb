using System.Globalization;
using System.Text;

namespace StaticFiles.Tests;

/// <summary>What is answered to what a client sends.</summary>
public sealed class AnswersTests : IDisposable
{
    private const string Host = "Host: localhost\r\n";

    private readonly Folder _folder = new();

    [Fact]
    public void A_file_is_answered_with_what_it_is()
    {
        var (head, body) = Single($"GET /a.txt HTTP/1.1\r\n{Host}\r\n");

        Assert.Equal("HTTP/1.1 200 OK", head[0]);
        Assert.Contains("Content-Type: text/plain", head);
        Assert.Contains("Content-Length: 5", head);
        Assert.Contains(head, field => field.StartsWith("Date: ", StringComparison.Ordinal) && IsNow(field[6..]));
        Assert.Contains(head, field => field.StartsWith("Last-Modified: ", StringComparison.Ordinal) && IsNow(field[15..]));
        Assert.DoesNotContain(head, field => field.StartsWith("Connection: ", StringComparison.Ordinal));
        Assert.Equal("hello", body);
    }

    [Theory]
    [InlineData("/", 200, "<h1>home</h1>", "text/html")]
    [InlineData("/sub/", 200, "sub", "text/html")]
    [InlineData("/?query", 200, "<h1>home</h1>", "text/html")]
    [InlineData("http://other.example/a.txt", 200, "hello", "text/plain")]
    [InlineData("/empty.css", 200, "", "text/css")]
    [InlineData("/with%20space.txt", 200, "space", "text/plain")]
    [InlineData("/%c3%a4.txt", 200, "umlaut", "text/plain")]
    [InlineData("/no-index/c.json", 200, "{}", "application/json")]
    [InlineData("/in.txt", 200, "deep", "text/plain")]
    [InlineData("/missing", 404, "404 Not Found\n", "text/plain")]
    [InlineData("/out.txt", 404, "404 Not Found\n", "text/plain")]
    [InlineData("/.hidden/d.txt", 404, "404 Not Found\n", "text/plain")]
    [InlineData("/no-index/", 404, "404 Not Found\n", "text/plain")]
    [InlineData("/../outside/secret.txt", 400, "400 Bad Request\n", "text/plain")]
    [InlineData("/%2e%2e/outside/secret.txt", 400, "400 Bad Request\n", "text/plain")]
    [InlineData("*", 400, "400 Bad Request\n", "text/plain")]
    public void Each_target_has_its_answer(string target, int status, string body, string type)
    {
        var answer = Single($"GET {target} HTTP/1.1\r\n{Host}\r\n");

        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), answer.Head[0], StringComparison.Ordinal);
        Assert.Equal(body, answer.Body);
        Assert.Contains($"Content-Type: {type}", answer.Head);
    }

    [Theory]
    [InlineData("/a.txt", 5)]
    [InlineData("/missing", 14)]
    public void Head_is_answered_as_get_without_the_body(string target, int length)
    {
        var (head, body) = Single($"HEAD {target} HTTP/1.1\r\n{Host}\r\n");

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}"), head);
        Assert.Equal("", body);
    }

    [Fact]
    public void A_folder_without_its_slash_is_told_where_it_is() =>
        Assert.Contains("Location: /sub/deep/", Single($"GET //sub//deep HTTP/1.1\r\n{Host}\r\n").Head);

    [Theory]
    [InlineData("POST", "405 Method Not Allowed")]
    [InlineData("OPTIONS", "405 Method Not Allowed")]
    [InlineData("BREW", "501 Not Implemented")]
    public void Other_methods_are_refused_and_what_follows_their_body_is_answered(string method, string status)
    {
        var answers = Answers($"{method} /a.txt HTTP/1.1\r\n{Host}Content-Length: 30\r\n\r\nGET /sub/ HTTP/1.1\r\nHost: a\r\n\r\nGET /a.txt HTTP/1.1\r\n{Host}\r\n");

        Assert.Equal([$"HTTP/1.1 {status}", "HTTP/1.1 200 OK"], answers.Select(answer => answer.Head[0]));
        Assert.Equal(status.StartsWith("405", StringComparison.Ordinal), answers[0].Head.Contains("Allow: GET, HEAD"));
        Assert.Equal("hello", answers[1].Body);
    }

    [Fact]
    public void Who_has_the_file_is_told_so_and_nothing_else()
    {
        File.SetLastWriteTimeUtc(_folder.Write("old.txt", "old"), new DateTime(2020, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc));

        var (head, body) = Single($"GET /old.txt HTTP/1.1\r\n{Host}If-Modified-Since: Thu, 02 Jan 2020 03:04:05 GMT\r\n\r\n");
        Assert.Equal("HTTP/1.1 304 Not Modified", head[0]);
        Assert.Contains("Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT", head);
        Assert.DoesNotContain(head, field => field.StartsWith("Content-", StringComparison.Ordinal));
        Assert.Equal("", body);
        Assert.Equal("old", Single($"GET /old.txt HTTP/1.1\r\n{Host}If-Modified-Since: Thu, 02 Jan 2020 03:04:04 GMT\r\n\r\n").Body);
    }

    [Fact]
    public void A_file_from_the_future_has_no_date()
    {
        File.SetLastWriteTimeUtc(_folder.Write("new.txt", "new"), DateTime.UtcNow.AddDays(1));

        Assert.DoesNotContain(Single($"GET /new.txt HTTP/1.1\r\n{Host}\r\n").Head, field => field.StartsWith("Last-Modified", StringComparison.Ordinal));
    }

    [Fact]
    public void Requests_that_come_together_are_answered_in_their_order()
    {
        string[] targets = ["/a.txt", "/sub/", "/missing", "/a.txt"];

        var answers = Answers(string.Concat(targets.Select(target => $"GET {target} HTTP/1.1\r\n{Host}\r\n")));

        Assert.Equal(["hello", "sub", "404 Not Found\n", "hello"], answers.Select(answer => answer.Body));
    }

    [Theory]
    [InlineData("GET /a.txt HTTP/1.1\r\n" + Host + "Connection: close\r\n\r\n", 200)]
    [InlineData("GET /a.txt HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /a.txt HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /a.txt HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411)]
    [InlineData("GET /a.txt HTTP/3.0\r\n" + Host + "\r\n", 505)]
    public void After_the_last_answer_nothing_is_answered(string request, int status)
    {
        var (head, _) = Single($"{request}GET /sub/ HTTP/1.1\r\n{Host}\r\n");

        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), head[0], StringComparison.Ordinal);
        Assert.Contains("Connection: close", head);
    }

    [Fact]
    public void An_old_client_that_asks_for_it_may_send_another_request()
    {
        var answers = Answers("GET /a.txt HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /sub/ HTTP/1.0\r\n\r\n");

        Assert.Contains("Connection: keep-alive", answers[0].Head);
        Assert.Contains("Connection: close", answers[1].Head);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("GET /a.txt HTTP/1.1\r\nHost: loc")]
    public void Who_leaves_before_there_is_a_request_gets_no_answer(string sends) => Assert.Empty(Answers(sends));

    [Fact]
    public void A_large_file_comes_whole_and_what_is_asked_after_it_too()
    {
        var content = string.Concat(Enumerable.Range(0, 300_000).Select(number => number.ToString("x8", CultureInfo.InvariantCulture)));
        _folder.Write("large.txt", content);

        var answers = Answers($"GET /large.txt HTTP/1.1\r\n{Host}\r\nGET /a.txt HTTP/1.1\r\n{Host}\r\n");

        Assert.True(content == answers[0].Body, $"of {content.Length} bytes came {answers[0].Body.Length}");
        Assert.Equal("hello", answers[1].Body);
    }

    public void Dispose() => _folder.Dispose();

    // All that is written to a client that sends this and then closes its side.
    private byte[] Serve(byte[] sends)
    {
        var client = new PlayedClient(sends, piece: 11);
        new StaticFilesHandler(_folder.Config).HandleAsync(client, PlayedClient.Connection, default).GetAwaiter().GetResult();
        return [.. client.Writes.SelectMany(write => write)];
    }

    private (string[] Head, string Body) Single(string sends) => Assert.Single(Answers(sends));

    private List<(string[] Head, string Body)> Answers(string sends)
    {
        var isHead = sends.StartsWith("HEAD", StringComparison.Ordinal);
        var text = Encoding.UTF8.GetString(Serve(Encoding.UTF8.GetBytes(sends)));
        var answers = new List<(string[] Head, string Body)>();
        while (text.Length > 0)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var head = text[..end].Split("\r\n");
            var length = head.Where(_ => !isHead).FirstOrDefault(field => field.StartsWith("Content-Length: ", StringComparison.Ordinal))?[16..] ?? "0";
            var body = end + 4 + int.Parse(length, CultureInfo.InvariantCulture);
            answers.Add((head, text[(end + 4)..body]));
            text = text[body..];
        }

        return answers;
    }

    private static bool IsNow(string date) =>
        Math.Abs((DateTimeOffset.ParseExact(date, "r", CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow).TotalMinutes) < 1;
}
