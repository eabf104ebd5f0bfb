using System.Runtime.Serialization;
using System.Text;
using ActorServer.Cluster.Wire;
using ActorServer.Protocol.Inbound;
using Akka.Actor;

namespace ActorServer.Cluster.Gate;

/// <summary>
/// Decides for each frame of one association whether Akka.Remote gets to see it. A certificate makes a node, and a node may be in somebody
/// else's hands: it must reach what membership and reservations need, and nothing else. Akka's untrusted mode alone lets a member send any
/// message to any actor whose path it knows, system messages that suspend an actor among them. What is not listed here is not even
/// deserialized; so an older version ignores what it does not know. Used by one reader at a time.
/// </summary>
/// <param name="local">This node's address, without <c>akka.</c>.</param>
/// <param name="expected">Whom this node has called; null when it was called.</param>
internal sealed class InboundRules(Address local, Address? expected)
{
    private const int ClusterSerializerOfAkka = 5;
    private const int Containers = 6;
    private const ulong Disassociate = 2;
    private const ulong LastGoodbye = 5;
    private const ulong Heartbeat = 3;
    private const string Core = "/system/cluster/core/daemon";
    private const string HeartbeatReceiver = "/system/cluster/heartbeatReceiver";

    // Akka.Cluster knows more kinds: a router that brings another message inside, and orders to down or remove a node, which none of ours sends.
    private static readonly HashSet<string> KindsOfAkkaCluster = new(StringComparer.Ordinal)
    {
        "Akka.Cluster.InternalClusterAction+Join, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+Welcome, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+InitJoin, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+InitJoinAck, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+InitJoinNack, Akka.Cluster",
        "Akka.Cluster.InternalClusterAction+ExitingConfirmed, Akka.Cluster",
        "Akka.Cluster.GossipStatus, Akka.Cluster",
        "Akka.Cluster.GossipEnvelope, Akka.Cluster",
        "HB",
        "HBR",
    };

    private static readonly Dictionary<string, Type[]> KindsByActor = new(StringComparer.Ordinal)
    {
        ["/user/" + NodePaths.Node] = [typeof(Reserve), typeof(TicketReturned)],
        ["/user/" + NodePaths.Placement] = [typeof(Reserved), typeof(NotReserved), typeof(PlacesFree), typeof(ClientEnded), typeof(Farewell)],
        ["/user/" + NodePaths.Joining] = [typeof(AreYouIn), typeof(IAmIn)],
    };

    private readonly string _localPrefix = InboundFilter.AkkaAddress(local);
    private string? _peerPrefix;

    /// <summary>What is trusted of what comes by selection, for Akka's untrusted mode behind this gate.</summary>
    public static IEnumerable<string> SelectionPaths => [Core, HeartbeatReceiver, .. KindsByActor.Keys];

    /// <summary>Who the peer says it is; null before it has.</summary>
    public Address? Peer { get; private set; }

    /// <summary>Whether the peer has said that it ends the association: it lives, or has ended in order.</summary>
    public bool HasSaidGoodbye { get; private set; }

    /// <summary>Whether the peer has said that its cluster system ends.</summary>
    public bool HasSaidFarewell { get; private set; }

    /// <summary>Whether the frame is delivered.</summary>
    public bool Admits(ReadOnlySpan<byte> frame)
    {
        try
        {
            var pdu = AkkaPdu.Read(frame);
            return pdu.IsControl ? AdmitsControl(pdu) : Peer is not null && AdmitsEnvelope(AkkaEnvelope.Read(pdu.Payload));
        }
        catch (SerializationException)
        {
            // Not what Akka.Remote writes, or from a version that writes more.
            return false;
        }
    }

    // Akka.Remote takes the peer's address from this message. Once it is known it stays.
    private bool AdmitsControl(AkkaPdu pdu)
    {
        if (!pdu.HasOrigin)
        {
            HasSaidGoodbye |= pdu.Command is >= Disassociate and <= LastGoodbye and not Heartbeat;
            return true;
        }

        if (pdu.OriginSystem != NodePaths.System || pdu.OriginProtocol != NodePaths.Transport || pdu.OriginHost is not { Length: > 0 } host || pdu.OriginPort <= 0)
            return false;
        var origin = new Address(NodePaths.Transport, NodePaths.System, host, pdu.OriginPort);
        if (origin.Equals(local) || (expected is not null && !origin.Equals(expected)) || (Peer is not null && !origin.Equals(Peer)))
            return false;
        Peer = origin;
        _peerPrefix = InboundFilter.AkkaAddress(origin);
        return true;
    }

    private bool AdmitsEnvelope(AkkaEnvelope envelope)
    {
        if (!envelope.HasMessage)
            return true;
        // Those are the messages by which actors supervise and watch each other. Nothing here is watched, or supervised, from elsewhere.
        if (envelope.HasNumber || !IsFromPeer(envelope.Sender) || RecipientPath.Of(envelope.Recipient, _localPrefix) is not { } path)
            return false;
        if (path != "/")
            return IsKnown(path, envelope.Message);
        if (envelope.Message.SerializerId != Containers)
            return false;
        var selection = AkkaSelection.Read(envelope.Message.Message);
        return (selection.Path is Core or HeartbeatReceiver || KindsByActor.ContainsKey(selection.Path)) && IsKnown(selection.Path, selection.Payload);
    }

    private bool IsFromPeer(string sender) => sender.Length == 0 || AkkaActorRef.IsOn(_peerPrefix!, sender);

    private bool IsKnown(string path, AkkaPayload payload)
    {
        var manifest = Encoding.UTF8.GetString(payload.Manifest);
        if (payload.SerializerId == ClusterSerializerOfAkka)
            return KindsOfAkkaCluster.Contains(manifest) && (path is Core or HeartbeatReceiver || path.StartsWith(Core + "/", StringComparison.Ordinal));
        if (payload.SerializerId != ClusterSerializer.Id || !KindsByActor.TryGetValue(path, out var kinds))
            return false;
        if (ClusterSerializer.TypeOf(manifest) is not { } type || !kinds.Contains(type))
            return false;
        ClusterSerializer.Check(payload.Message, manifest);
        HasSaidFarewell |= type == typeof(Farewell);
        return true;
    }
}
