using System.Net.Sockets;
using ActorServer.Cluster.Places;
using ActorServer.Server.Hosting;
using ActorServer.Server.Tests.Steering;
using ActorServer.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.Server.Tests.Placing;

/// <summary>A front and a node over loopback, with all that a server has but a real cluster system between them.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    public static readonly NodeName FrontName = new("127.0.0.1", 4053);
    public static readonly NodeName NodeName = new("127.0.0.2", 4053);

    private readonly string _pem = Path.GetTempFileName();
    private RunningServer? _front;
    private RunningServer? _node;

    public PlayedNetwork Network { get; } = new();

    public RunningServer Front => _front!;

    public RunningServer Node => _node!;

    /// <summary>Starts both, each with what its service has beside the handler <c>chaos</c>.</summary>
    public static async Task<TwoServers> StartAsync(string front = "placement.when = always", string node = "", string handler = "stream-chaos", string isolation = "thread", string listen = "listen.port = 0")
    {
        var servers = new TwoServers();
        servers._node = await servers.StartAsync(NodeName, "workers", $"listen.port = 0, isolation = {isolation}, handler.type = {handler}, {node}");
        servers._front = await servers.StartAsync(FrontName, "front", $"{listen}, isolation = {isolation}, handler.type = {handler}, {front}");
        return servers;
    }

    public async Task<Socket> ConnectAsync() => await Front.ConnectAsync();

    /// <summary>The one closing record of a server, when it is there.</summary>
    public static string Closed(RunningServer server)
    {
        Assert.True(SpinWait.SpinUntil(() => server.Log.Of("closed").Count > 0, SocketPair.Patience));
        return Assert.Single(server.Log.Of("closed"));
    }

    /// <summary>What both records say of the one client.</summary>
    public void AssertClosed(string onFront, string onNode)
    {
        var (front, node) = (Closed(Front), Closed(Node));
        Assert.Contains($" reason={onFront} ", front + " ", StringComparison.Ordinal);
        Assert.Contains(" node=127.0.0.2 there=c-1", front, StringComparison.Ordinal);
        Assert.Contains($" reason={onNode} ", node + " ", StringComparison.Ordinal);
        Assert.Contains(" front=127.0.0.1 there=c-1", node, StringComparison.Ordinal);
    }

    /// <summary>Waits until all places of the node are free again.</summary>
    public void AwaitFree(int places) => Assert.True(SpinWait.SpinUntil(() => Network.FreeOn(NodeName) == places, SocketPair.Patience), $"free: {Network.FreeOn(NodeName)}");

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        File.Delete(_pem);
    }

    private Task<RunningServer> StartAsync(NodeName name, string role, string service) => RunningServer.StartAsync(
        $$"""
        actor-server {
          shutdown.drain-timeout = 0s
          services.default { {{service}} }
          cluster {
            host = "{{name.Host}}", port = {{name.Port}}, legs-port = 0, roles = [{{role}}], seeds = ["127.0.0.1:4053"], ticket-timeout = 20s, reserve-timeout = 20s
            tls { certificate = "{{_pem}}", key = "{{_pem}}", authorities = "{{_pem}}" }
          }
        }
        """,
        services => services.AddSingleton<JoinCluster>((settings, server, _) => Network.Join(settings, server)));
}
