using System.Runtime.Serialization;
using ActorServer.Protocol.Messages;

namespace ActorServer.Protocol.Serialization;

/// <summary>The formats of what server and worker say of a client that the worker serves.</summary>
internal static class HandOffFormats
{
    private const int FirstField = 1;
    private const int SecondField = 2;
    private const int ThirdField = 3;
    private const int FourthField = 4;
    private const int FifthField = 5;

    public static IEnumerable<MessageFormat> All { get; } =
    [
        MessageFormat.Of("SH1", WriteStart, ReadStart),
        MessageFormat.Of<HandlerEnded>("HS1", stopped => WriteId(stopped.ConnectionId), bytes => new HandlerEnded(ReadId(bytes))),
        MessageFormat.Of("EH1", WriteEnd, ReadEnd),
        MessageFormat.Of<HandOffTaken>("HT1", taken => WriteNumber(taken.Number), bytes => new HandOffTaken(ReadNumber(bytes))),
        MessageFormat.Of<AskTaken>("HA1", ask => WriteNumber(ask.Number), bytes => new AskTaken(ReadNumber(bytes))),
        MessageFormat.Of("HG1", WriteAgreed, ReadAgreed),
        MessageFormat.Of("HE1", WriteEnded, ReadEnded),
    ];

    private static byte[] WriteStart(StartHandler start)
    {
        var writer = new ProtobufWriter(160);
        writer.WriteBytes(FirstField, ControlFormats.WriteConnectionInfo(start.Info));
        return writer.ToArray();
    }

    private static StartHandler ReadStart(byte[] bytes)
    {
        ConnectionInfo? info = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                info = ControlFormats.ReadConnectionInfo(reader.ReadBytes());
            else
                reader.Skip();
        }

        return new StartHandler(Required.Field(info));
    }

    private static byte[] WriteId(string connectionId)
    {
        var writer = new ProtobufWriter(32);
        writer.WriteString(FirstField, connectionId);
        return writer.ToArray();
    }

    private static string ReadId(byte[] bytes)
    {
        var id = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                id = reader.ReadString();
            else
                reader.Skip();
        }

        return id;
    }

    private static byte[] WriteEnd(EndHandler end)
    {
        var writer = new ProtobufWriter(32);
        writer.WriteString(FirstField, end.ConnectionId);
        writer.WriteInt64(SecondField, end.HandOff);
        return writer.ToArray();
    }

    private static EndHandler ReadEnd(byte[] bytes)
    {
        var end = new EndHandler("");
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                end = end with { ConnectionId = reader.ReadString() };
            else if (reader.Field == SecondField)
                end = end with { HandOff = (long)reader.ReadVarint() };
            else
                reader.Skip();
        }

        return end;
    }

    private static byte[] WriteNumber(long number)
    {
        var writer = new ProtobufWriter(16);
        writer.WriteInt64(FirstField, number);
        return writer.ToArray();
    }

    private static long ReadNumber(byte[] bytes)
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

        return number;
    }

    private static byte[] WriteAgreed(HandOffAgreed agreed)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteInt64(FirstField, agreed.Number);
        writer.WriteBytes(SecondField, TlsFields.Write(agreed.Tls));
        return writer.ToArray();
    }

    private static HandOffAgreed ReadAgreed(byte[] bytes)
    {
        var number = 0L;
        TlsInfo? tls = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    number = (long)reader.ReadVarint();
                    break;
                case SecondField:
                    tls = TlsFields.Read(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new HandOffAgreed(number, Required.Field(tls));
    }

    private static byte[] WriteEnded(HandOffEnded ended)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteInt64(FirstField, ended.Number);
        writer.WriteInt32(SecondField, (int)ended.How);
        writer.WriteString(ThirdField, BoundedText.Bound(ended.Error));
        writer.WriteBool(FourthField, ended.HandlerEnded);
        writer.WriteBool(FifthField, ended.Truncated);
        return writer.ToArray();
    }

    private static HandOffEnded ReadEnded(byte[] bytes)
    {
        var number = 0L;
        var how = default(HandOffOutcome);
        var error = "";
        var stopped = false;
        var truncated = false;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    number = (long)reader.ReadVarint();
                    break;
                case FourthField:
                    stopped = reader.ReadInt32() != 0;
                    break;
                case FifthField:
                    truncated = reader.ReadInt32() != 0;
                    break;
                case SecondField:
                    how = (HandOffOutcome)reader.ReadInt32();
                    break;
                case ThirdField:
                    error = BoundedText.Bound(reader.ReadString());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Enum.IsDefined(how) ? new HandOffEnded(number, how, error, stopped, truncated) : throw new SerializationException($"{how} is no end of a connection.");
    }
}
