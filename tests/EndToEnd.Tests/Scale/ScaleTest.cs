using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>A test with several servers that are one cluster, each on a host of its own.</summary>
public abstract class ScaleTest(ITestOutputHelper output) : ServerTest(output)
{
    private readonly Dictionary<int, ServerProcess> _servers = [];
    private Hosts? _hosts;
    private ClusterFiles? _files;
    private Node[] _seeds = [];

    private protected Hosts Network => _hosts ?? throw new InvalidOperationException("there are no hosts yet");

    private protected ClusterFiles Files => _files ?? throw new InvalidOperationException("there are no hosts yet");

    private protected ServerProcess At(int host) => _servers[host];

    /// <summary>Makes a host for each node, and <paramref name="spare"/> more.</summary>
    private protected async Task MakeHostsAsync(Node[] nodes, int spare = 0)
    {
        // Files are kept before: what is kept first goes last.
        _files = Keep(await ClusterFiles.MakeAsync([.. Enumerable.Range(1, nodes.Length + spare).Select(Hosts.AddressOf)]));
        _hosts = Keep(new Hosts(nodes.Length + spare));
        _seeds = nodes;
    }

    /// <summary>Makes the hosts, starts the nodes at the same time, and waits until each says that all are there.</summary>
    private protected async Task StartClusterAsync(params Node[] nodes)
    {
        await MakeHostsAsync(nodes);
        var startedAt = Stopwatch.GetTimestamp();
        await Task.WhenAll(nodes.Select(node => StartNodeAsync(node)));
        await AllAreUpAsync(nodes);
        Report(string.Create(CultureInfo.InvariantCulture, $"{nodes.Length} nodes up after {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.0} s"));
    }

    /// <summary>Starts a server on its host, with further entries of its environment, <c>NAME=VALUE</c>.</summary>
    private protected async Task<ServerProcess> StartNodeAsync(Node node, params string[] environment)
    {
        var temporary = NewTemporaryDirectory();
        var profile = Keep(new ProfileFile(node.Profile(_seeds, Files)));
        var server = await StartAsync(temporary, ServerArguments.For(profile), services: 1, [.. Network.At(node.Host), "/usr/bin/env", .. environment]);
        lock (_servers)
            _servers[node.Host] = server;
        return server;
    }

    /// <summary>Waits until each of these says that all of them are there.</summary>
    private protected async Task AllAreUpAsync(params Node[] nodes)
    {
        foreach (var (observer, observed) in nodes.SelectMany(observer => nodes.Select(observed => (observer, observed))))
            await IsUpAsync(At(observer.Host), observed);
    }

    /// <summary>Waits until this server's last word on that node is that it is up.</summary>
    private protected static Task IsUpAsync(ServerProcess observer, Node observed) => StateIsAsync(observer, observed, "up");

    /// <summary>Waits until this server's last word on that node is this state.</summary>
    private protected static Task StateIsAsync(ServerProcess observer, Node observed, params string[] states) => Eventually.HoldsAsync(
        $"{observed.Address} is {string.Join(" or ", states)}", Deadlines.Step, () => states.Contains(StateOf(observer, observed)), observer.ToString);

    /// <summary>This server's last word on that node.</summary>
    private protected static string? StateOf(ServerProcess observer, Node observed) => observer.Errors.All
        .LastOrDefault(line => line.Contains($"node: name={observed.Address}:{Node.ClusterPort} state=", StringComparison.Ordinal))?
        .Split("state=")[1].Split(' ')[0];

    /// <summary>A client on the clients' host connects to this node's service.</summary>
    private protected Task<Client> ConnectAsync(Node node) => ConnectAsync(node.Host, Node.Port, Hosts.Clients);

    /// <summary>Somebody on one host connects to a port of another.</summary>
    private protected async Task<Client> ConnectAsync(int host, int port, int from) => KeepClient(
        await Client.ConnectAsync(port, at: IPAddress.Parse(Hosts.AddressOf(host)), by: Network.Socket(from)));

    /// <summary>As many, at the same time.</summary>
    private protected async Task<Client[]> ConnectAsync(Node node, int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => ConnectAsync(node)));

    /// <summary>A client of this front's whom that node serves.</summary>
    private protected async Task<Client> ServedOnAsync(Node front, Node node)
    {
        Client? found = null;
        await Eventually.HoldsAsync($"one is placed on {node.Address}", Deadlines.Step, async () =>
        {
            found = await ConnectAsync(front);
            Assert.Equal("hello", await found.AskAsync("echo hello"));
            return await ServerOfAsync(front, found) == At(node.Host);
        });
        return found!;
    }

    /// <summary>Who serves this client of a front's. The log is written behind the answers.</summary>
    private protected Task<ServerProcess> ServerOfAsync(Node front, Client client) => Eventually.FindsAsync(
        $"a node has opened {client.Address}",
        Deadlines.Step,
        () => _servers.Where(one => one.Key != front.Host).Select(one => one.Value).FirstOrDefault(server => server.Opened.Any(record => record.Peer == client.Address)),
        At(front.Host).ToString);

    /// <summary>Waits for the record that a front has written of this client.</summary>
    private protected static Task<LogRecord> ClosedAsync(ServerProcess front, Client client) => Eventually.FindsAsync(
        $"{client.Address} has a closing record", Deadlines.Step, () => front.Closed.SingleOrDefault(record => record.Peer == client.Address), front.ToString);

    /// <summary>Waits for the record of the same client on the node that has served it.</summary>
    private protected async Task<LogRecord> ClosedThereAsync(LogRecord here)
    {
        var node = At(int.Parse(here["node"].Split('.')[3], CultureInfo.InvariantCulture));
        return await Eventually.FindsAsync(
            $"{here["there"]} has a closing record", Deadlines.Step, () => node.Closed.SingleOrDefault(record => record.Id == here["there"]), node.ToString);
    }
}
