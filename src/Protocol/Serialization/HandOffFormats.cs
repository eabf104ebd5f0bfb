using System.Runtime.Serialization;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>The formats of what server and worker say of a socket that is handed over.</summary>
internal static class HandOffFormats
{
    private const int FirstField = 1;
    private const int SecondField = 2;
    private const int ThirdField = 3;

    public static IEnumerable<MessageFormat> All(ExtendedActorSystem system) =>
    [
        MessageFormat.Of("HO1", WriteHandOver, bytes => ReadHandOver(system, bytes)),
        MessageFormat.Of("HT1", WriteTaken, ReadTaken),
        MessageFormat.Of("HE1", WriteEnded, ReadEnded),
    ];

    private static byte[] WriteHandOver(HandOver handOver)
    {
        var writer = new ProtobufWriter(256);
        writer.WriteInt64(FirstField, handOver.Number);
        writer.WriteBytes(SecondField, ControlFormats.WriteConnectionInfo(handOver.Info));
        writer.WriteString(ThirdField, AkkaSerialization.SerializedActorPath(handOver.Handler));
        return writer.ToArray();
    }

    private static HandOver ReadHandOver(ExtendedActorSystem system, byte[] bytes)
    {
        var number = 0L;
        ConnectionInfo? info = null;
        string? handler = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    number = (long)reader.ReadVarint();
                    break;
                case SecondField:
                    info = ControlFormats.ReadConnectionInfo(reader.ReadBytes());
                    break;
                case ThirdField:
                    handler = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new HandOver(number, Required.Field(info), system.Provider.ResolveActorRef(Required.Field(handler)));
    }

    private static byte[] WriteTaken(HandOverTaken taken)
    {
        var writer = new ProtobufWriter(16);
        writer.WriteInt64(FirstField, taken.Number);
        return writer.ToArray();
    }

    private static HandOverTaken ReadTaken(byte[] bytes)
    {
        var number = 0L;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                number = (long)reader.ReadVarint();
            else
                reader.Skip();
        }

        return new HandOverTaken(number);
    }

    private static byte[] WriteEnded(HandedOverEnded ended)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteInt64(FirstField, ended.Number);
        writer.WriteInt32(SecondField, (int)ended.How);
        writer.WriteString(ThirdField, BoundedText.Bound(ended.Error));
        return writer.ToArray();
    }

    private static HandedOverEnded ReadEnded(byte[] bytes)
    {
        var number = 0L;
        var how = default(HandedOverEnd);
        var error = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    number = (long)reader.ReadVarint();
                    break;
                case SecondField:
                    how = (HandedOverEnd)reader.ReadInt32();
                    break;
                case ThirdField:
                    error = BoundedText.Bound(reader.ReadString());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Enum.IsDefined(how) ? new HandedOverEnded(number, how, error) : throw new SerializationException($"{how} is no end of a connection.");
    }
}
