using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Where the clients of a server are served that places all of them elsewhere: a second server with the same services, on an address of
/// loopback, in one cluster with the first. To a test both are one server.
/// </summary>
internal sealed class ElsewhereNode : IAsyncDisposable
{
    private const string FrontsAddress = "127.0.0.1";
    private const string NodesAddress = "127.0.0.2";

    private readonly ClusterFiles _files;
    private readonly TemporaryDirectory _temporary = new();
    private readonly int _port = FreePort(NodesAddress);
    private ServerProcess? _server;

    private ElsewhereNode(ClusterFiles files) => _files = files;

    /// <summary>How the first server says that all services place their clients elsewhere.</summary>
    public const string Setting = "actor-server.service-defaults.placement.when=always";

    /// <summary>Starts the second server for a first one with these arguments.</summary>
    public static async Task<ElsewhereNode> StartAsync(string[] arguments, int services)
    {
        var node = new ElsewhereNode(await ClusterFiles.MakeAsync(FrontsAddress, NodesAddress));
        try
        {
            string[] own = [.. arguments.Select(word => word == Setting ? "actor-server.service-defaults.placement.when=never" : word), .. node.Cluster(NodesAddress, node._port, "workers")];
            node._server = await ServerProcess.StartAsync(own, node._temporary, services);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the first server's arguments gain.</summary>
    public string[] FrontsArguments() => Cluster(FrontsAddress, FreePort(FrontsAddress), "front");

    /// <summary>Waits until the first server knows of the second.</summary>
    public Task IsKnownToAsync(ServerProcess front) => front.LoggedAsync(string.Create(CultureInfo.InvariantCulture, $"node: name={NodesAddress}:{_port} state=up"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server.OnlyHandlersHavePrinted();
        }

        _temporary.Dispose();
        _files.Dispose();
    }

    public override string ToString() => $"\nelsewhere: {_server}";

    private string[] Cluster(string address, int port, string role)
    {
        var (certificate, key) = _files.PairOf(address);
        string[] keys =
        [
            $"host={address}", string.Create(CultureInfo.InvariantCulture, $"port={port}"), "legs-port=0", $"roles=[{role}]",
            string.Create(CultureInfo.InvariantCulture, $"seeds=[\"{NodesAddress}:{_port}\"]"),
            $"tls.certificate={certificate}", $"tls.key={key}", $"tls.authorities={_files.Authorities}",
        ];
        return [.. keys.SelectMany(key => new[] { "--set", $"actor-server.cluster.{key}" })];
    }

    private static int FreePort(string address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
