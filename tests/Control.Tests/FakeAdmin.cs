using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorServer.Control.Tests;

/// <summary>An admin application as a script: it notes what it is asked and answers what the test says, over TCP or a Unix socket.</summary>
internal sealed class FakeAdmin : IDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<FakeRequest, Task<FakeAnswer>> _answer;

    public FakeAdmin(Func<FakeRequest, FakeAnswer> answer, string? socketFile = null, int port = 0)
        : this(request => Task.FromResult(answer(request)), socketFile, port)
    {
    }

    public FakeAdmin(Func<FakeRequest, Task<FakeAnswer>> answer, string? socketFile = null, int port = 0)
    {
        _answer = answer;
        _listener = socketFile is null ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(socketFile is null ? new IPEndPoint(IPAddress.Loopback, port) : new UnixDomainSocketEndPoint(socketFile));
        _listener.Listen();
        Address = socketFile is null ? $"{_listener.LocalEndPoint}" : $"unix:{socketFile}";
        _ = AcceptAsync();
    }

    /// <summary>Where it is, as for <c>--admin</c>.</summary>
    public string Address { get; }

    /// <summary>What it was asked.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_end.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            await using var ending = _end.Token.Register(client.Dispose);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await ReadAsync(reader) is { } request)
            {
                Requests.Enqueue(request);
                var answer = await _answer(request);
                await stream.WriteAsync(answer.Raw ? [] : answer.Head());
                foreach (var piece in answer.Pieces)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(await piece(_end.Token)), _end.Token);
                if (answer.Ends)
                    return;
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client, or the test.
        }
    }

    private static async Task<FakeRequest?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not { Length: > 0 } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line.Split(':', 2)[0]] = line.Split(':', 2)[1].Trim();
        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture)];
        if (body.Length > 0)
            await reader.ReadBlockAsync(body);
        var words = first.Split(' ');
        return new FakeRequest(words[0], words[1], headers, new string(body));
    }
}

internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Token => Headers.GetValueOrDefault("Authorization", "");
}

internal sealed record FakeAnswer(int Status, string Type, IReadOnlyList<Func<CancellationToken, Task<string>>> Pieces, int? Length)
{
    public bool Ends => Length is null;

    /// <summary>No HTTP comes before it.</summary>
    public bool Raw { get; init; }

    public static FakeAnswer Of(int status, string text = "", string type = "text/plain") =>
        new(status, type, [_ => Task.FromResult(text)], Encoding.UTF8.GetByteCount(text));

    public static FakeAnswer Json(string text) => Of(200, text, "application/json");

    /// <summary>Server-sent events, as they come; the connection ends after the last.</summary>
    public static FakeAnswer Events(params Func<CancellationToken, Task<string>>[] events) => new(200, "text/event-stream", events, null);

    public byte[] Head() => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {Status} X\r\nContent-Type: {Type}\r\n{(Length is { } length && Status != 204 ? $"Content-Length: {length}\r\n" : Status == 204 ? "" : "Connection: close\r\n")}\r\n");
}
