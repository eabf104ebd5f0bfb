using System.Text;
using ActorServer.Cluster.Gate;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using CsCheck;
using Google.Protobuf;

namespace ActorServer.Cluster.Tests;

public sealed class GateTests
{
    private const string Here = "akka.ssl.tcp://actor-server-cluster@10.0.0.1:4053";
    private const string There = "akka.ssl.tcp://actor-server-cluster@10.0.0.2:4053";
    private const string Elsewhere = "akka.ssl.tcp://actor-server-cluster@10.0.0.3:4053";
    private const int AkkaCluster = 5;
    private const int Associate = 1;
    private const int Disassociate = 2;

    private static readonly Address Local = new(NodePaths.Transport, NodePaths.System, "10.0.0.1", 4053);
    private static readonly ClusterSerializer Serializer = new(null!);
    private static readonly NotReserved Refusal = new(1);

    [Theory]
    [InlineData("/user/placement", There + "/user/node", true)]
    [InlineData("/user/placement#12", There + "/user/node#3", true)]
    [InlineData("/user/placement", "", true)]
    [InlineData("/user/placement", Elsewhere + "/user/node", false)]
    [InlineData("/user/placement", Here + "/user/node", false)]
    [InlineData("/user/placement", There + "6/user/node", false)]
    [InlineData("/user/node", There + "/user/node", false)]
    [InlineData("/user/members", There + "/user/node", false)]
    [InlineData("/user/placement/child", There + "/user/node", false)]
    [InlineData("/user/node/../placement", There + "/user/node", false)]
    [InlineData("/system/cluster/core/daemon", There + "/user/node", false)]
    [InlineData("/remote", There + "/user/node", false)]
    public void A_message_is_let_in_to_its_own_actor_from_the_peer_itself(string recipient, string sender, bool isLetIn) =>
        Assert.Equal(isLetIn, Met().Admits(AkkaEnvelope.Write(Here + recipient, sender, ClusterSerializer.Id, Encoding.UTF8.GetBytes("CN1"), Serializer.ToBinary(Refusal))));

    [Theory]
    [InlineData(AkkaCluster, "HB", "/system/cluster/heartbeatReceiver", true)]
    [InlineData(AkkaCluster, "HBR", "/system/cluster/core/daemon/heartbeatSender", true)]
    [InlineData(AkkaCluster, "Akka.Cluster.GossipEnvelope, Akka.Cluster", "/system/cluster/core/daemon", true)]
    [InlineData(AkkaCluster, "Akka.Cluster.GossipEnvelope, Akka.Cluster", "/system/cluster", false)]
    [InlineData(AkkaCluster, "Akka.Cluster.GossipEnvelope, Akka.Cluster", "/user/node", false)]
    [InlineData(AkkaCluster, "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster", "/system/cluster/core/daemon", false)]
    [InlineData(AkkaCluster, "Akka.Cluster.Routing.ClusterRouterPool, Akka.Cluster", "/system/cluster/core/daemon", false)]
    [InlineData(ClusterSerializer.Id, "CX9", "/user/placement", false)]
    [InlineData(1, "CN1", "/user/placement", false)]
    [InlineData(16, "K", "/user/placement", false)]
    [InlineData(22, "Akka.Dispatch.SysMsg.Suspend, Akka", "/user/placement", false)]
    public void Kinds_that_are_not_known_are_not_even_read(int serializer, string manifest, string recipient, bool isLetIn) =>
        Assert.Equal(isLetIn, Met().Admits(AkkaEnvelope.Write(Here + recipient, There + "/user/node", serializer, Encoding.UTF8.GetBytes(manifest), Serializer.ToBinary(Refusal))));

    [Fact]
    public void Nothing_is_let_in_before_the_peer_has_said_who_it_is_and_it_stays_the_one_it_was()
    {
        var message = AkkaEnvelope.Write(Here + "/user/placement", There + "/user/node", ClusterSerializer.Id, Encoding.UTF8.GetBytes("CN1"), Serializer.ToBinary(Refusal));
        var rules = new InboundRules(Local, expected: null);
        Assert.False(rules.Admits(message));
        Assert.False(rules.Admits(Control(Associate, "10.0.0.1")));
        Assert.True(rules.Admits(Control(Associate, "10.0.0.2")));
        Assert.True(rules.Admits(message));
        Assert.False(rules.Admits(Control(Associate, "10.0.0.3")));
        Assert.False(rules.Admits(Control(Associate, "10.0.0.2", "another-system")));
    }

    [Fact]
    public void Whom_this_node_has_called_is_nobody_else()
    {
        var rules = new InboundRules(Local, new Address(NodePaths.Transport, NodePaths.System, "10.0.0.2", 4053));
        Assert.False(rules.Admits(Control(Associate, "10.0.0.3")));
        Assert.True(rules.Admits(Control(Associate, "10.0.0.2")));
    }

    [Fact]
    public void Whatever_a_frame_is_it_is_let_in_or_not_and_nothing_else_happens()
    {
        var good = AkkaEnvelope.Write(Here + "/user/placement", There + "/user/node", ClusterSerializer.Id, Encoding.UTF8.GetBytes("CN1"), Serializer.ToBinary(Refusal));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length], Gen.Byte.Array[0, 40]).Sample((at, value, length, tail) =>
        {
            byte[] frame = [.. good.AsSpan(0, length), .. tail];
            if (at < frame.Length)
                frame[at] = value;
            Met().Admits(frame);
        });
    }

    [Theory]
    [InlineData("dies", true)]
    [InlineData("says goodbye", false)]
    [InlineData("ends its cluster system", false)]
    [InlineData("is ended from here", false)]
    [InlineData("never said who it is", false)]
    public void A_connection_that_ends_without_a_word_is_told(string what, bool isTold)
    {
        var (inner, told, introduced) = (new PlayedHandle(), new List<object>(), 0);
        using var system = ActorSystem.Create("probe", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var gate = new GatedAssociation(inner, new InboundRules(Local, expected: null), system.EventStream, () => introduced++);
        var arrived = new TaskCompletionSource<AssociationCut>();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Probe(arrived))), typeof(AssociationCut));
        gate.ReadHandlerSource.SetResult(new Listener(told));
        var transport = inner.ReadHandlerSource.Task.Result;
        if (what != "never said who it is")
            transport.Notify(new InboundPayload(ByteString.CopyFrom(Control(Associate, "10.0.0.2"))));
        if (what == "says goodbye")
            transport.Notify(new InboundPayload(ByteString.CopyFrom(Control(Disassociate, host: null))));
        if (what == "ends its cluster system")
            transport.Notify(new InboundPayload(ByteString.CopyFrom(AkkaEnvelope.Write(Here + "/user/placement", There + "/user/node", ClusterSerializer.Id, Encoding.UTF8.GetBytes("CB1"), []))));
#pragma warning disable CS0618 // Akka.Remote's own way.
        if (what == "is ended from here")
            gate.Disassociate();
#pragma warning restore CS0618
        transport.Notify(new Disassociated(DisassociateInfo.Unknown));
        // The stream delivers in order: what is published after it comes after it.
        system.EventStream.Publish(new AssociationCut(new NodeName("last", 1)));
        Assert.Equal(isTold ? "10.0.0.2" : "last", arrived.Task.WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult().Node.Host);
        Assert.Equal(1, introduced);
        Assert.IsType<Disassociated>(told[^1]);
    }

    private static InboundRules Met()
    {
        var rules = new InboundRules(Local, expected: null);
        Assert.True(rules.Admits(Control(Associate, "10.0.0.2")));
        return rules;
    }

    private static byte[] Control(int command, string? host, string system = NodePaths.System)
    {
        var instruction = new ProtobufWriter(64);
        instruction.WriteInt32(1, command);
        if (host is not null)
        {
            var origin = new ProtobufWriter(64);
            origin.WriteString(1, system);
            origin.WriteString(2, host);
            origin.WriteInt32(3, 4053);
            origin.WriteString(4, NodePaths.Transport);
            var handshake = new ProtobufWriter(64);
            handshake.WriteBytes(1, origin.ToArray());
            handshake.WriteFixed64(2, 77);
            instruction.WriteBytes(2, handshake.ToArray());
        }

        var pdu = new ProtobufWriter(64);
        pdu.WriteBytes(2, instruction.ToArray());
        return pdu.ToArray();
    }

    private sealed class PlayedHandle() : AssociationHandle(Local, new Address(NodePaths.Transport, NodePaths.System, "10.0.0.2", 50000))
    {
        public override bool Write(ByteString payload) => true;

        [Obsolete("As in Akka.Remote.")]
        public override void Disassociate()
        {
        }
    }

    private sealed class Listener(List<object> told) : IHandleEventListener
    {
        public void Notify(IHandleEvent ev) => told.Add(ev);
    }

    private sealed class Probe(TaskCompletionSource<AssociationCut> arrived) : UntypedActor
    {
        protected override void OnReceive(object message) => arrived.TrySetResult((AssociationCut)message);
    }
}
