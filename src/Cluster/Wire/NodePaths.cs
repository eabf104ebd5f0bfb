using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Cluster.Wire;

/// <summary>Where nodes reach each other.</summary>
internal static class NodePaths
{
    /// <summary>The cluster system's name.</summary>
    public const string System = "actor-server-cluster";

    /// <summary>The scheme of its transport; Akka.Remote puts <c>akka.</c> before it. With TLS it is another than without.</summary>
    public const string Transport = "ssl.tcp";

    /// <summary>The names of the actors that other nodes may address, all of them children of <c>/user</c>.</summary>
    public const string Node = "node";
    public const string Placement = "placement";
    public const string Joining = "joining";

    /// <summary>A node's address as Akka has it.</summary>
    public static Address AddressOf(NodeName node) => new("akka." + Transport, System, node.Host, node.Port);

    /// <summary>A node by its address; null for one that is not of this cluster's kind.</summary>
    public static NodeName? NameOf(Address address) =>
        address is { Host: { } host, Port: { } port } && address.System == System ? new NodeName(host, port) : null;

    /// <summary>Who has sent a message: the gate has seen to it that the address is that of the association.</summary>
    public static NodeName? NameOf(IActorRef sender) => NameOf(sender.Path.Address);

    /// <summary>One of the actors of a node, by selection: whoever holds the address now.</summary>
    public static ActorSelection Select(IActorRefFactory factory, NodeName node, string name) =>
        factory.ActorSelection(new RootActorPath(AddressOf(node)) / "user" / name);
}
