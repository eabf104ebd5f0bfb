using System.Net;
using ActorServer.Cluster;
using ActorServer.Cluster.Places;
using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Steering;

/// <summary>What a server that is in a cluster shows of the nodes. A server that is in none has no such figures, and loads nothing of the cluster's for them.</summary>
/// <param name="known">The nodes as the cluster knows them now.</param>
internal sealed class NodeFigures(Func<IReadOnlyList<NodeView>> known)
{
    private const string Gone = "gone";

    /// <summary>Counts the clients that go there and come from there.</summary>
    public NodeLegs Legs { get; } = new();

    /// <summary>A row a node, this server first, the others by address. Who is no member any more has one while it has legs.</summary>
    public IReadOnlyList<NodeRow> Rows()
    {
        var legs = Legs.Read();
        var views = known();
        var members = views.Select(view => view.Name).ToHashSet();
        return
        [
            .. views.Concat(legs.Keys.Where(node => !members.Contains(node)).Select(Departed))
                .OrderByDescending(view => view.IsSelf).ThenBy(view => Order(view.Name.Host), StringComparer.Ordinal).ThenBy(view => view.Name.Port)
                .Select(view => RowOf(view, legs.GetValueOrDefault(view.Name))),
        ];
    }

    // 10.0.0.9 comes before 10.0.0.10.
    private static string Order(string host) => IPAddress.TryParse(host, out var address) ? Convert.ToHexString(address.GetAddressBytes()) : host;

    private static NodeView Departed(NodeName node) => new(node, Gone, [], new Dictionary<string, int>(), IsSelf: false, Reservation: null);

    private static NodeRow RowOf(NodeView view, NodeLegs.Count legs) => new(
        view.Name.ToString(), view.State, view.Roles, view.Free, legs.There, legs.Here, view.IsSelf, view.Reservation?.TotalSeconds);
}
