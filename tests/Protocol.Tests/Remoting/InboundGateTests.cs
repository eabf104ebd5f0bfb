using System.Text;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Remoting;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared;
using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.Remote.Transport;
using Akka.TestKit.Xunit2;
using Google.Protobuf;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>Which of a host's frames are let in, and which of those are held up, in a time that stands still.</summary>
public sealed class InboundGateTests : TestKit
{
    private const string Connection = "/user/connections/c-1";
    private const int Many = FramePace.Burst + FramePace.FramesPerSecond;

    private static readonly Address Server = new("pair", "server", "server", 1);
    private static readonly Address Worker = new("pair", "worker", "w-1", 1);

    private readonly UnixSocketPair _sockets = new();
    private readonly AdmittedHost _host = new();
    private readonly FrameSender _answers;
    private readonly InboundGate _gate;
    private readonly Listener _listener = new();

    public InboundGateTests()
        : base(RemotingConfig.ForServer([]), "server")
    {
        _host.Grants.Add(Connection);
        _host.Streams.Add(Connection);
        _answers = new FrameSender(_sockets.One, new FrameLimits(200_000, 10_000_000));
        var filter = new InboundFilter(Server, Worker, _host, Credentials, Sys.Serialization, Log);
        _gate = new InboundGate(filter, new InboundMarks((ExtendedActorSystem)Sys, InboundFilter.AkkaAddress(Server)), _host, _answers, new Clock());
    }

    private AdmittedHosts Credentials => AdmittedHosts.For(Sys);

    [Fact]
    public void A_clients_bytes_should_not_be_held_up()
    {
        Send(Many, "W1", [18, 1, 7]);
        Assert.True(MayGoOn());
    }

    [Theory]
    [InlineData("N1", "")]
    [InlineData("W1", "")]
    [InlineData("W1", "0801")]
    [InlineData("C1", "")]
    [InlineData("D1", "")]
    public void Whatever_else_comes_for_its_connection_should_be(string manifest, string content)
    {
        Send(Many, manifest, Convert.FromHexString(content));
        Assert.Equal(Many, _listener.Delivered);
        Assert.False(MayGoOn());
    }

    [Fact]
    public void Asking_for_bytes_should_not_be_as_often_as_some_were_sent()
    {
        for (var piece = 0; piece < Many - FramePace.Burst; piece++)
            Assert.True(_answers.TrySend(ByteString.CopyFrom(1)));
        Send(Many, "N1", []);
        Assert.True(MayGoOn());
    }

    [Fact]
    public void What_is_late_should_be_held_up_too()
    {
        _host.Ungrant(Connection);
        Send(Many, "N1", []);
        Assert.Equal(0, _listener.Delivered);
        Assert.False(MayGoOn());
        Assert.False(_gate.IsShut);
    }

    [Fact]
    public void What_goes_on_after_its_connection_is_over_should_be_refused_in_the_end_and_all_of_it_counted()
    {
        _host.Ungrant(Connection);
        var sent = 0;
        while (!_gate.IsShut && sent < 1_000_000)
        {
            Send(1, "N1", []);
            sent++;
        }

        Assert.InRange(sent, FramePace.Burst, 50_000);
        Assert.Equal((sent, sent), (_host.Dropped, Credentials.Dropped));
    }

    [Fact]
    public void What_was_never_let_in_should_not_be_late_either()
    {
        _host.Ungrant(Connection);
        for (var count = 0; count < RefusedMessages.TooMany; count++)
            _gate.Deliver(AkkaEnvelope.Write(On(Server, Connection), On(Worker, "/user/x"), serializer: 1, [], []), _listener);
        Assert.True(_gate.IsShut);
    }

    [Fact]
    public void A_recipient_without_end_should_be_refused_at_little_cost() => ShouldBeRefusedAtLittleCost(
        AkkaEnvelope.Write(On(Server, Endless), On(Worker, "/user/x"), ProtocolSerializer.Id, "D1"u8.ToArray(), []));

    [Fact]
    public void A_recipient_without_end_below_a_granted_one_should_be_refused_at_little_cost() => ShouldBeRefusedAtLittleCost(
        AkkaEnvelope.Write(On(Server, Connection + Endless), On(Worker, "/user/x"), ProtocolSerializer.Id, "D1"u8.ToArray(), []));

    [Fact]
    public void A_selection_without_end_should_be_refused_at_little_cost()
    {
        var selection = new ProtobufWriter(200_000);
        for (var step = 0; step < 20_000; step++)
            selection.WriteBytes(2, [8, 2, 18, 1, (byte)'a']);
        ShouldBeRefusedAtLittleCost(AkkaEnvelope.Write(On(Server, "/"), On(Worker, "/user/x"), AdmittedKinds.Containers, [], selection.ToArray()));
    }

    [Fact]
    public void A_sender_without_end_should_be_refused_at_little_cost() => ShouldBeRefusedAtLittleCost(
        AkkaEnvelope.Write(On(Server, Connection), On(Worker, Endless), ProtocolSerializer.Id, "D1"u8.ToArray(), []));

    [Fact]
    public void A_recipient_that_lies_too_deep_should_be_refused()
    {
        Deliver(Connection + string.Concat(Enumerable.Repeat("/a", RecipientPath.MaxSteps - 3)));
        Assert.Equal((1, 0), (_listener.Delivered, _host.Dropped));
        Deliver(Connection + string.Concat(Enumerable.Repeat("/a", RecipientPath.MaxSteps - 2)));
        Assert.Equal((1, 1), (_listener.Delivered, _host.Dropped));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _sockets.Dispose();
        base.Dispose(disposing);
    }

    private static string Endless => string.Concat(Enumerable.Repeat("/a", 90_000));

    private static string On(Address address, string path) => InboundFilter.AkkaAddress(address) + path;

    private void Send(int times, string manifest, byte[] content)
    {
        var frame = AkkaEnvelope.Write(On(Server, Connection), On(Worker, "/user/x"), ProtocolSerializer.Id, Encoding.ASCII.GetBytes(manifest), content);
        for (var count = 0; count < times; count++)
            _gate.Deliver(frame, _listener);
    }

    private void Deliver(string recipient) =>
        _gate.Deliver(AkkaEnvelope.Write(On(Server, recipient), On(Worker, "/user/x"), ProtocolSerializer.Id, "D1"u8.ToArray(), []), _listener);

    private void ShouldBeRefusedAtLittleCost(byte[] frame)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _gate.Deliver(frame, _listener);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * frame.Length);
        Assert.Equal((0, 1), (_listener.Delivered, _host.Dropped));
    }

    private bool MayGoOn() => _gate.PaceAsync(_listener).IsCompleted;

    private sealed class Listener : IHandleEventListener
    {
        public int Delivered { get; private set; }

        public void Notify(IHandleEvent ev) => Delivered++;
    }
}
