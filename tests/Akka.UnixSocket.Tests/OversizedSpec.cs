using System.Buffers.Binary;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>A frame that is too large never leaves; a peer that announces one is cut off.</summary>
public class OversizedSpec : TwoTransports
{
    private const int Maximum = 40_000;

    public OversizedSpec()
        : base($"maximum-frame-size = {Maximum}")
    {
    }

    [Theory]
    [InlineData(Maximum + 1)]
    [InlineData(10_000_000)]
    [InlineData(0)]
    public async Task Writing_one_should_be_refused_with_a_reason_and_the_association_live(int length)
    {
        var (near, far) = await AssociateAsync();
        var atFar = ListenTo(far);
        var refusal = Assert.Throws<ArgumentException>(() => near.Write(ByteString.CopyFrom(new byte[length])));
        Assert.Contains($"A frame of {length} bytes cannot be sent; allowed are 1 to {Maximum}", refusal.Message, StringComparison.Ordinal);
        Assert.True(near.Write(ByteString.CopyFrom(new byte[Maximum])));
        Assert.Equal(Maximum, atFar.ExpectMsg<InboundPayload>(Soon).Payload.Length);
    }

    [Fact]
    public void What_Akka_may_send_should_fit_with_its_envelope() =>
        Assert.InRange(NearTransport.MaximumPayloadBytes, Maximum - 100, Maximum - 10);

    [Theory]
    [InlineData(Maximum + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public async Task A_peer_that_announces_one_should_be_cut_off_and_nobody_else(int length)
    {
        var (near, otherFar) = await AssociateAsync();
        var (peer, far) = ConnectRaw();
        var (atFar, atOtherFar) = (ListenTo(far), ListenTo(otherFar));
        var header = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        peer.Send([0, 0, 0, 1, 42, .. header]);
        Assert.Equal(1, atFar.ExpectMsg<InboundPayload>(Soon).Payload.Length);
        atFar.ExpectMsg<Disassociated>(Soon);
        Assert.Equal(0, peer.Receive(new byte[1]));
        peer.Dispose();
        Assert.True(near.Write(ByteString.CopyFromUtf8("undisturbed")));
        atOtherFar.ExpectMsg<InboundPayload>(Soon);
    }
}
