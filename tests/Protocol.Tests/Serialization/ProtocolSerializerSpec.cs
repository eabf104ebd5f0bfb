using System.Net;
using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Text;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Serialization;
using ActorServer.UnixSocket;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using Akka.TestKit.Xunit2;
using CsCheck;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>What goes in comes out; whatever else comes in is a SerializationException.</summary>
public class ProtocolSerializerSpec : TestKit
{
    private const int Runs = 2_000;

    private readonly ProtocolSerializer _serializer;
    private readonly Gen<object> _messages;

    public ProtocolSerializerSpec()
        : base(EmbeddedConfig.Read(typeof(ProtocolSerializer).Assembly, "serialization.conf"))
    {
        _serializer = new ProtocolSerializer((ExtendedActorSystem)Sys);
        _messages = AnyMessages.Of(TestActor);
    }

    [Fact]
    public void Every_message_should_come_out_as_it_went_in() =>
        _messages.Sample(message => Assert.Equal(AnyMessages.Describe(message), AnyMessages.Describe(RoundTrip(message))), iter: Runs);

    [Fact]
    public void Every_type_should_be_bound_to_it()
    {
        foreach (var type in _serializer.Types)
            Assert.IsType<ProtocolSerializer>(Sys.Serialization.FindSerializerForType(type));
    }

    [Fact]
    public void Every_truncation_and_any_garbage_should_give_a_message_or_a_serialization_exception() =>
        Gen.Select(_messages, Gen.Int[0, 700], Gen.Byte.Array[0, 8], Gen.Int[0, 700]).Sample(
            (message, length, garbage, at) =>
            {
                var bytes = _serializer.ToBinary(message);
                var manifest = _serializer.Manifest(message);
                ReadsOrRefuses(bytes.AsSpan(0, Math.Min(length, bytes.Length)).ToArray(), manifest);
                ReadsOrRefuses(garbage, manifest);
                garbage.AsSpan(0, Math.Min(garbage.Length, Math.Max(0, bytes.Length - at))).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length)));
                ReadsOrRefuses(bytes, manifest);
            },
            iter: Runs);

    [Fact]
    public void Fields_of_a_newer_version_should_be_skipped() =>
        _messages.Sample(
            message =>
            {
                var newer = new ProtobufWriter(64);
                newer.WriteInt32(100, -5);
                newer.WriteString(101, "new");
                newer.WriteFixed64(102, 7);
                var bytes = newer.ToArray().Concat(_serializer.ToBinary(message)).Concat(newer.ToArray()).ToArray();
                Assert.Equal(AnyMessages.Describe(message), AnyMessages.Describe(_serializer.FromBinary(bytes, _serializer.Manifest(message))));
            },
            iter: Runs);

    [Theory]
    [InlineData("")]
    [InlineData("ZZ9")]
    [InlineData(null)]
    public void An_unknown_manifest_should_be_refused(string? manifest) =>
        Assert.Throws<SerializationException>(() => _serializer.FromBinary([], manifest!));

    [Fact]
    public void A_long_error_should_be_cut_in_whole_characters()
    {
        var cut = Assert.IsType<HandlerFailed>(RoundTrip(new HandlerFailed(string.Concat(Enumerable.Repeat("€", 10_000))))).Error;
        Assert.Equal(BoundedText.MaxBytes / 3, cut.Length);
        Assert.All(cut, character => Assert.Equal('€', character));
    }

    [Fact]
    public void The_largest_piece_should_fit_into_a_frame_with_room_to_spare()
    {
        var piece = new Tcp.Received(ByteString.FromBytes(new byte[ActorHandler.MaxPiece]));
        Assert.InRange(_serializer.ToBinary(piece).Length, ActorHandler.MaxPiece, ActorHandler.MaxPiece + 8);
    }

    [Fact]
    public void What_is_not_bound_should_be_refused_by_name()
    {
        var refusal = Assert.Throws<SerializationException>(() => Sys.Serialization.FindSerializerForType(typeof(Version)).ToBinary(new Version(1, 0)));
        Assert.Contains("System.Version", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("serialization-bindings", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_say_they_are_json_should_be_refused() =>
        Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(Encoding.UTF8.GetBytes("{}"), 1, "System.Version"));

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_format_should_stay_as_it_is(string manifest, string bytes, object message)
    {
        Assert.Equal(manifest, _serializer.Manifest(message));
        Assert.Equal(bytes, Convert.ToHexString(_serializer.ToBinary(message)));
        Assert.IsType(message.GetType(), _serializer.FromBinary(Convert.FromHexString(bytes), manifest));
    }

    public static TheoryData<string, string, object> Golden() => new()
    {
        { "I1", "0A04632D3432120764656661756C741A0770726F6365737322130801120F3132372E302E302E313A34313233342A0F0802120B2F72756E2F612E736F636B", new ConnectionInfo("c-42", "default", "process", new IPEndPoint(IPAddress.Loopback, 41234), new UnixDomainSocketEndPoint("/run/a.sock")) },
        { "K1", "0A130801120F3132372E302E302E313A3431323334120E0801120A5B3A3A315D3A37373838", new Tcp.Connected(new IPEndPoint(IPAddress.Loopback, 41234), new IPEndPoint(IPAddress.IPv6Loopback, 7788)) },
        { "G1", "0A13616B6B613A2F2F616C6C2D73797374656D732F10011801", new Tcp.Register(ActorRefs.Nobody, true, true) },
        { "R1", "0A03010203", new Tcp.Received(ByteString.FromBytes([1, 2, 3])) },
        { "W1", "1203010203", Tcp.Write.Create(ByteString.FromBytes([1, 2, 3])) },
        { "W1", "08AC021203010203", Tcp.Write.Create(ByteString.FromBytes([1, 2, 3]), new WriteAcknowledged(300)) },
        { "Q1", "08AC02", new WriteAcknowledged(300) },
        { "N1", "", Tcp.ResumeReading.Instance },
        { "C1", "", Tcp.Close.Instance },
        { "CC1", "", Tcp.ConfirmedClose.Instance },
        { "A1", "", Tcp.Abort.Instance },
        { "EC1", "", Tcp.Closed.Instance },
        { "ECC1", "", Tcp.ConfirmedClosed.Instance },
        { "EA1", "", Tcp.Aborted.Instance },
        { "EP1", "", Tcp.PeerClosed.Instance },
        { "EE1", "0A057265736574", new Tcp.ErrorClosed("reset") },
        { "EF1", "0A055772697465120466756C6C", new Tcp.CommandFailed(Tcp.Write.Empty, new IOException("full")) },
        { "HF1", "0A04453A2078", new HandlerFailed("E: x") },
        { "D1", "", Draining.Instance },
        { "WR1", "080718AC06", new WorkerReady(7, 812) },
        { "WE1", "", EndWorker.Instance },
        { "SH1", "0A3E0A04632D3432120764656661756C741A0770726F6365737322130801120F3132372E302E302E313A34313233342A0F0802120B2F72756E2F612E736F636B", new StartHandler(new ConnectionInfo("c-42", "default", "process", new IPEndPoint(IPAddress.Loopback, 41234), new UnixDomainSocketEndPoint("/run/a.sock"))) },
        { "EH1", "0A04632D3432", new EndHandler("c-42") },
        { "EH1", "0A04632D34321005", new EndHandler("c-42", 5) },
        { "HS1", "0A04632D3432", new HandlerEnded("c-42") },
        { "HT1", "0805", new HandOffTaken(5) },
        { "HA1", "0805", new AskTaken(5) },
        { "HE1", "080310051A01782001", new HandOffEnded(3, HandOffOutcome.Failed, "x", HandlerEnded: true) },
        { "HE1", "080310051A0178", new HandOffEnded(3, HandOffOutcome.Failed, "x") },
        { "X1", "", DroppedMessage.Instance },
        { "SF1", "0A13616B6B613A2F2F616C6C2D73797374656D732F1204453A20781805", new Failed(ActorRefs.Nobody, new RemoteActorFailedException("E: x"), 5) },
    };

    private object RoundTrip(object message) => _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

    private void ReadsOrRefuses(byte[] bytes, string manifest)
    {
        try
        {
            _serializer.FromBinary(bytes, manifest);
        }
        catch (SerializationException)
        {
            // As it should.
        }
    }
}
