using System.Net;
using System.Net.Sockets;
using ActorServer.Monitoring;
using ActorServer.Server.Hosting;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Configuration;
using ActorServer.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Steering;

/// <summary>A whole server in this process, with what an operator sees and steers it by.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly Operator Somebody = new("socket", "pid=1");

    private readonly IHost _host;

    private RunningServer(IHost host, RecordedLog log)
    {
        _host = host;
        Log = log;
    }

    public RecordedLog Log { get; }

    public IMonitoredServer Server => _host.Services.GetRequiredService<IMonitoredServer>();

    public IServerControl Control => _host.Services.GetRequiredService<IServerControl>();

    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public static async Task<RunningServer> StartAsync(string profile, Action<IServiceCollection>? add = null)
    {
        var log = new RecordedLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.Services.AddSingleton<ILoggerProvider>(new Provider(log));
        builder.Services.AddSingleton(new LogControl(LogLevel.Information, []));
        add?.Invoke(builder.Services);
        builder.Services.AddServer(TestSettings.Of(profile), new ServerLife());
        var server = new RunningServer(builder.Build(), log);
        await server._host.StartAsync();
        return server;
    }

    public async Task<Socket> ConnectAsync(string service = "default", string from = "127.0.0.1")
    {
        var status = await Server.ReadStatusAsync(connections: false, workers: false, default);
        var address = IPEndPoint.Parse(status.Services.Single(one => one.Name == service).Addresses[0]);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds };
        client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        Connect(client, address);
        return client;
    }

    // Not asynchronously: of one that the server resets at once .NET would say that it never connected.
    private static void Connect(Socket client, IPEndPoint address) => client.Connect(address);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Provider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}
