using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

public sealed class GarbageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Requests =>
    [
        "\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /%zz%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\n",
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\n--y",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic Zm9vOmJhcg==\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/status.json HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Garbage_is_answered_or_closed_and_shows_nothing(string request)
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        var answer = await SendAsync(admin, Encoding.Latin1.GetBytes(request));
        Assert.DoesNotContain("HTTP/1.1 2", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 5", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(admin.Log.Warnings, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_long_line_and_many_headers_are_refused()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        var line = await SendAsync(admin, Encoding.ASCII.GetBytes($"GET /{new string('a', 5000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        AssertRefused("HTTP/1.1 414", line);
        var headers = string.Concat(Enumerable.Range(0, 100).Select(number => $"A{number}: b\r\n"));
        var many = await SendAsync(admin, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
        AssertRefused("HTTP/1.1 431", many);
    }

    [Fact]
    public async Task A_thousand_garbled_requests_fill_no_log_and_the_token_still_counts()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        var random = new Random(22);
        var garbage = new byte[200];
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            {
                random.NextBytes(garbage);
                return number % 2 == 0 ? SendAsync(admin, [.. garbage]) : SendAsync(admin, "GET /status.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess\r\nConnection: close\r\n\r\n"u8.ToArray());
            }));
        }

        using var answer = await admin.SendAsync(HttpMethod.Get, "/status.json", RunningAdmin.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(admin.Log.Lines.Count, 0, 20);
        Assert.Equal(1, admin.Server.StatusReads);
    }

    [Fact]
    public async Task Of_more_connections_than_allowed_those_that_came_first_are_closed_at_once()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var sockets = new List<Socket>();
        try
        {
            for (var number = 0; number < 260; number++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync("127.0.0.1", admin.Port);
            }

            var closed = 0;
            foreach (var socket in sockets.Take(40))
                closed += await EndsAsync(socket) ? 1 : 0;
            Assert.Equal(40, closed);
            Assert.Empty(admin.Log.Warnings);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    public void Dispose() => _folder.Dispose();

    // What is left unread when it closes may cost the client the answer.
    private static void AssertRefused(string status, string answer) => Assert.True(answer.Length == 0 || answer.StartsWith(status, StringComparison.Ordinal), answer);

    private static async Task<bool> EndsAsync(Socket socket)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            return await socket.ReceiveAsync(new byte[1], patience.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<string> SendAsync(RunningAdmin admin, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", admin.Port);
        var answer = new StringBuilder();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await socket.SendAsync(request);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var count)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // Cut off while it was sending.
        }

        return answer.ToString();
    }
}
