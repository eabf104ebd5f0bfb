using System.Net.Http.Headers;
using System.Net.Sockets;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests.Doubles;

/// <summary>The application on a port or a Unix socket of its own, with doubles for the server.</summary>
internal sealed class RunningAdmin : IAsyncDisposable
{
    public const string Token = "0123456789abcdef0123456789abcdef";

    private readonly AdminApplication _application = new();

    private RunningAdmin()
    {
    }

    public FakeServer Server { get; } = new();

    public FakeControl Control { get; } = new();

    public RecordedLog Log { get; } = new();

    public string Address { get; private set; } = "";

    public int Port => int.Parse(Address[(Address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A client that sends nothing by itself.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static async Task<RunningAdmin> StartAsync(string listen = "127.0.0.1:0", string tokenFile = "", string[]? hosts = null)
    {
        var running = new RunningAdmin();
        running.Address = await running._application.StartAsync(new AdminSettings(listen, tokenFile, hosts ?? []), running.Server, running.Control, running.Log, CancellationToken.None);
        running.Client = running.NewClient(listen);
        return running;
    }

    /// <summary>With a token.</summary>
    public static async Task<RunningAdmin> StartWithTokenAsync(TestFolder folder, string token = Token) =>
        await StartAsync(tokenFile: folder.Write("token", token + "\n"));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }

    private HttpClient NewClient(string listen)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        if (!listen.StartsWith("unix:", StringComparison.Ordinal))
            return new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        handler.ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(listen["unix:".Length..]), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
    }
}
