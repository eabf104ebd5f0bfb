using Akka.Remote;
using Google.Protobuf;

namespace ActorServer.Protocol.Tests.Inbound;

/// <summary>A frame as Akka.Remote will see it: read by its own generated classes, which it keeps to itself.</summary>
internal sealed class AkkaView
{
    private static readonly MessageParser Protocol = ParserOf("AkkaProtocolMessage");
    private static readonly MessageParser Container = ParserOf("AckAndEnvelopeContainer");

    private readonly IMessage? _origin;
    private readonly IMessage? _envelope;

    public AkkaView(byte[] frame)
    {
        var pdu = Protocol.ParseFrom(frame);
        if (Part(pdu, 2) is { } instruction)
            _origin = Part(Part(instruction, 2), 1);
        else
            _envelope = Part(Container.ParseFrom((ByteString)Value(pdu, 1)!), 2);
    }

    /// <summary>Whether it says who has sent it.</summary>
    public bool HasOrigin => _origin is not null;

    /// <summary>Who has sent it.</summary>
    public (string System, string Host, uint Port, string Protocol) Origin =>
        ((string)Value(_origin, 1)!, (string)Value(_origin, 2)!, (uint)Value(_origin, 3)!, (string)Value(_origin, 4)!);

    /// <summary>Whether it has a message for an actor.</summary>
    public bool HasMessage => _envelope is not null;

    public string Recipient => PathIn(1);

    public string Sender => PathIn(4);

    public ulong Number => (ulong)Value(_envelope, 5)!;

    public int Serializer => (int)Value(Part(_envelope, 2), 2)!;

    public byte[] Message => ((ByteString)Value(Part(_envelope, 2), 1)!).ToByteArray();

    public string Manifest => ((ByteString)Value(Part(_envelope, 2), 3)!).ToStringUtf8();

    private string PathIn(int field) => Value(Part(_envelope, field), 1) as string ?? "";

    private static MessageParser ParserOf(string name)
    {
        var type = typeof(RemoteActorRefProvider).Assembly.GetType($"Akka.Remote.Serialization.Proto.Msg.{name}", throwOnError: true)!;
        return (MessageParser)type.GetProperty("Parser")!.GetValue(null)!;
    }

    private static IMessage? Part(IMessage? message, int field) => Value(message, field) as IMessage;

    private static object? Value(IMessage? message, int field) => message?.Descriptor.FindFieldByNumber(field).Accessor.GetValue(message);
}
