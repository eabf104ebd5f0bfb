using ActorServer.Cluster.Life;

namespace ActorServer.Cluster.Tests;

/// <summary>Three nodes that are up, for the tests of one class.</summary>
public sealed class ThreeHosts : IAsyncLifetime
{
    internal Hosts Hosts { get; } = new(3);

    internal ClusterLife[] Lives { get; private set; } = [];

    internal PlayedServer[] Servers { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Servers = [.. Enumerable.Range(0, 3).Select(_ => Hosts.Server(places: 0))];
        Lives = [.. Enumerable.Range(0, 3).Select(index => Hosts.Start(index, Servers[index]))];
        await Hosts.UpAsync(Lives);
    }

    public async Task DisposeAsync() => await Hosts.DisposeAsync();

    /// <summary>So many places on each node, from now on, all of them free, and known to the others.</summary>
    internal async Task PlacesAsync(params int[] places)
    {
        for (var index = 0; index < places.Length; index++)
        {
            Servers[index].Reset(places[index]);
            Lives[index].Report(Servers[index].Free);
        }

        await Hosts.UntilAsync(
            () => Lives.All(life => places.Index().All(place => life.Nodes.Single(node => node.Name == Hosts.Names[place.Index]).Free.GetValueOrDefault("echo", -1) == place.Item)),
            () => string.Join("; ", Lives.Select(life => string.Join(", ", life.Nodes.Select(node => $"{node.Name} {node.Free.GetValueOrDefault("echo", -1)}")))));
    }
}
