using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;

namespace StaticFiles.Tests;

public sealed class RequestBufferTests
{
    private const string Host = "Host: localhost\r\n";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Connection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Connection: Upgrade , CLOSE\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Connection: keep-alive\r\nConnection: close\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", false)]
    public void Whether_another_request_may_follow(string head, bool keepsAlive) =>
        Assert.Equal((HttpStatusCode.OK, keepsAlive), (Single(head).Refusal, Single(head).KeepsAlive));

    [Theory]
    [InlineData(400, "GET\r\n\r\n")]
    [InlineData(400, "GET /\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1 \r\n" + Host + "\r\n")]
    [InlineData(400, "GET  / HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + Host + "\r\n")]
    [InlineData(400, "GET / HTTP/1.0\r\n" + Host + Host + "\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "No colon\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Space : before colon\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Folded: a\r\n b\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Nul: a\0b\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Content-Length: -1\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Content-Length: +1\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Content-Length: 1, 1\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.1\r\n" + Host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData(400, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData(411, "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n")]
    [InlineData(501, "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData(501, "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData(413, "GET / HTTP/1.1\r\n" + Host + "Content-Length: 65537\r\n\r\n")]
    [InlineData(413, "GET / HTTP/1.1\r\n" + Host + "Content-Length: 99999999999999999999999999\r\n\r\n")]
    [InlineData(417, "GET / HTTP/1.1\r\n" + Host + "Expect: miracles\r\n\r\n")]
    [InlineData(505, "GET / HTTP/2.0\r\n\r\n")]
    [InlineData(505, "GET / HTTP/1.2\r\n\r\n")]
    [InlineData(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public void What_is_malformed_or_asks_for_too_much_is_refused_and_is_the_last(int status, string head)
    {
        var request = Single(head);

        Assert.Equal((HttpStatusCode)status, request.Refusal);
        Assert.False(request.KeepsAlive);
    }

    [Fact]
    public void A_head_is_bounded()
    {
        Assert.Equal(HttpStatusCode.RequestUriTooLong, Single($"GET /{new string('a', RequestBuffer.Most)}").Refusal);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, Single(new string('\u0016', RequestBuffer.Most)).Refusal);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, Single($"GET / HTTP/1.1\r\nA: {new string('a', RequestBuffer.Most)}").Refusal);
        var many = string.Concat(Enumerable.Range(0, 2000).Select(number => string.Create(CultureInfo.InvariantCulture, $"X-{number}: {number}\r\n")));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, Single($"GET / HTTP/1.1\r\n{Host}{many}\r\n").Refusal);
    }

    [Fact]
    public void A_head_that_is_just_short_enough_is_taken_also_behind_another()
    {
        var first = $"GET /first HTTP/1.1\r\n{Host}\r\n";
        var frame = $"GET /long HTTP/1.1\r\n{Host}A: \r\n\r\n";
        var second = frame.Replace("A: ", "A: " + new string('a', RequestBuffer.Most - frame.Length), StringComparison.Ordinal);

        Assert.Equal(["Get /first OK", "Get /long OK"], Read(first + second, _ => int.MaxValue));
    }

    [Theory]
    [InlineData("http://other.example/a/b?c", "/a/b")]
    [InlineData("HTTP://other.example", "/")]
    [InlineData("/a://b", "/a://b")]
    [InlineData("/a?b=http://c/d", "/a")]
    public void The_absolute_form_is_taken_without_its_host(string target, string path) =>
        Assert.Equal(path, Encoding.UTF8.GetString(Single($"GET {target} HTTP/1.1\r\n{Host}\r\n").Path));

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void A_date_is_read_in_each_of_its_forms(string date) => Assert.Equal(
        new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero),
        Single($"GET / HTTP/1.1\r\n{Host}If-Modified-Since: {date}\r\n\r\n").IfModifiedSince);

    [Fact]
    public void A_date_does_not_count_where_it_is_none_or_stands_beside_an_entity_tag()
    {
        Assert.Null(Single($"GET / HTTP/1.1\r\n{Host}If-Modified-Since: yesterday\r\n\r\n").IfModifiedSince);
        Assert.Null(Single($"GET / HTTP/1.1\r\n{Host}If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\nIf-None-Match: \"a\"\r\n\r\n").IfModifiedSince);
    }

    [Fact]
    public void However_the_bytes_come_the_requests_are_the_same()
    {
        var body = new string('x', 5000);
        var good = Gen.OneOf(
            $"GET /a HTTP/1.1\r\n{Host}\r\n",
            $"\r\nHEAD /b HTTP/1.1\r\n{Host}\r\n",
            $"POST /c HTTP/1.1\r\n{Host}Content-Length: 5000\r\n\r\n{body}",
            $"GET /d HTTP/1.1\n{Host}Content-Length: 3\n\nGET",
            $"GET /{body} HTTP/1.1\r\n{Host}\r\n");
        var bad = Gen.OneOf("GET / HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n", "");
        Gen.Select(good.Array[0, 6], bad, Gen.Int[1, 3000].Array[1, 8]).Sample(
            (requests, end, sizes) =>
            {
                var text = string.Concat(requests) + end;
                Assert.Equal(Read(text, _ => int.MaxValue), Read(text, step => sizes[step % sizes.Length]));
            },
            iter: 500);
    }

    [Fact]
    public void Whatever_comes_there_is_room_for_more_or_an_end()
    {
        var letter = Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'\r', (byte)'\n', (byte)' ', (byte)':', (byte)'/', (byte)'0'));
        Gen.Select(Gen.OneOf("", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: "), letter.Array[0, 400]).Sample(
            (start, bytes) => Read(start + Encoding.Latin1.GetString(bytes), _ => 7),
            iter: 5_000);
    }

    private static Request Single(string head)
    {
        var buffer = new RequestBuffer();
        var bytes = Encoding.UTF8.GetBytes(head);
        for (var at = 0; ;)
        {
            if (buffer.Next() is { } request)
                return request;
            Assert.True(at < bytes.Length, "the head is not complete");
            at += Fill(buffer, bytes.AsSpan(at));
        }
    }

    private static List<string> Read(string text, Func<int, int> size)
    {
        var buffer = new RequestBuffer();
        var found = new List<string>();
        var bytes = Encoding.Latin1.GetBytes(text);
        for (int at = 0, step = 0; ; step++)
        {
            while (buffer.Next() is { } request)
            {
                found.Add($"{request.Method} {Encoding.UTF8.GetString(request.Path)} {request.Refusal}");
                if (request.Refusal != HttpStatusCode.OK)
                    return found;
            }

            if (at == bytes.Length)
                return found;
            at += Fill(buffer, bytes.AsSpan(at, Math.Min(size(step), bytes.Length - at)));
        }
    }

    private static int Fill(RequestBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        Assert.InRange(buffer.Free.Length, 1, RequestBuffer.Most);
        var count = Math.Min(buffer.Free.Length, bytes.Length);
        bytes[..count].CopyTo(buffer.Free.Span);
        buffer.Add(count);
        return count;
    }
}
