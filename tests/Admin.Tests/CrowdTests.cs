using System.Net.Sockets;
using System.Text;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

/// <summary>Connections that say nothing, more than there is room for.</summary>
public sealed class CrowdTests : IDisposable
{
    private const int More = 300;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task They_keep_nobody_out_and_whoever_has_shown_the_token_stays()
    {
        await using var admin = await RunningAdmin.StartWithTokenAsync(_folder);
        using var known = await ConnectAsync(admin.Port);
        await AskAsync(known);

        var silent = new List<TcpClient>();
        for (var i = 0; i < More; i++)
            silent.Add(await ConnectAsync(admin.Port));

        Assert.Equal("ok\n", await admin.Client.GetStringAsync("/healthz"));
        await AskAsync(known);
        silent.ForEach(client => client.Dispose());
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return client;
    }

    private static async Task AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /status.json?connections=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {RunningAdmin.Token}\r\n\r\n"));
        var answer = new byte[8192];
        var count = await client.GetStream().ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
    }
}
