using System.Net;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.IO;
using AkkaByteString = Akka.IO.ByteString;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>The formats of Akka.IO's messages between a handler and its connection, as far as they cross the relay.</summary>
internal static class TcpFormats
{
    private const int FirstField = 1;
    private const int SecondField = 2;
    private const int ThirdField = 3;

    /// <summary>The manifest of <see cref="Tcp.Write"/>.</summary>
    public static ReadOnlySpan<byte> WriteManifest => "W1"u8;

    /// <summary>The manifest of <see cref="Tcp.ResumeReading"/>.</summary>
    public static ReadOnlySpan<byte> ResumeReadingManifest => "N1"u8;

    public static IEnumerable<MessageFormat> All(ExtendedActorSystem system) =>
    [
        MessageFormat.Of("K1", WriteConnected, ReadConnected),
        MessageFormat.Of("G1", WriteRegister, bytes => ReadRegister(system, bytes)) with { Check = bytes => NamedActor.Check(ReadRegister(bytes).Handler) },
        MessageFormat.Of("R1", WriteReceived, ReadReceived),
        MessageFormat.Of(Encoding.ASCII.GetString(WriteManifest), WriteWrite, ReadWrite) with { Check = CheckWrite },
        MessageFormat.OfOnly(Encoding.ASCII.GetString(ResumeReadingManifest), Tcp.ResumeReading.Instance),
        MessageFormat.OfOnly("C1", Tcp.Close.Instance),
        MessageFormat.OfOnly("CC1", Tcp.ConfirmedClose.Instance),
        MessageFormat.OfOnly("A1", Tcp.Abort.Instance),
        MessageFormat.OfOnly("EC1", Tcp.Closed.Instance),
        MessageFormat.OfOnly("ECC1", Tcp.ConfirmedClosed.Instance),
        MessageFormat.OfOnly("EA1", Tcp.Aborted.Instance),
        MessageFormat.OfOnly("EP1", Tcp.PeerClosed.Instance),
        MessageFormat.Of("EE1", WriteErrorClosed, ReadErrorClosed),
        MessageFormat.Of("EF1", WriteCommandFailed, ReadCommandFailed),
    ];

    private static byte[] WriteConnected(Tcp.Connected connected)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteBytes(FirstField, EndPointFields.Write(connected.RemoteAddress));
        writer.WriteBytes(SecondField, EndPointFields.Write(connected.LocalAddress));
        return writer.ToArray();
    }

    private static Tcp.Connected ReadConnected(byte[] bytes)
    {
        EndPoint? remote = null;
        EndPoint? local = null;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    remote = EndPointFields.Read(reader.ReadBytes());
                    break;
                case SecondField:
                    local = EndPointFields.Read(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Tcp.Connected(Required.Field(remote), Required.Field(local));
    }

    private static byte[] WriteRegister(Tcp.Register register)
    {
        var writer = new ProtobufWriter(160);
        writer.WriteString(FirstField, AkkaSerialization.SerializedActorPath(register.Handler));
        writer.WriteBool(SecondField, register.KeepOpenOnPeerClosed);
        writer.WriteBool(ThirdField, register.UseResumeWriting);
        return writer.ToArray();
    }

    private static Tcp.Register ReadRegister(ExtendedActorSystem system, byte[] bytes)
    {
        var (handler, keepOpen, resumeWriting) = ReadRegister(bytes);
        return new Tcp.Register(NamedActor.Resolve(system, handler), keepOpen, resumeWriting);
    }

    private static (string? Handler, bool KeepOpen, bool ResumeWriting) ReadRegister(ReadOnlySpan<byte> bytes)
    {
        string? handler = null;
        var keepOpen = false;
        var resumeWriting = false;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    handler = reader.ReadString();
                    break;
                case SecondField:
                    keepOpen = reader.ReadBool();
                    break;
                case ThirdField:
                    resumeWriting = reader.ReadBool();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (handler, keepOpen, resumeWriting);
    }

    private static byte[] WriteReceived(Tcp.Received received)
    {
        var data = received.Data;
        var writer = new ProtobufWriter(data.IsEmpty ? 0 : ProtobufWriter.SizeOfBytes(FirstField, data.Count));
        writer.WriteBytes(FirstField, data);
        return writer.ToArray();
    }

    private static Tcp.Received ReadReceived(byte[] bytes)
    {
        var data = AkkaByteString.Empty;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                data = ReadData(ref reader, bytes);
            else
                reader.Skip();
        }

        return new Tcp.Received(data);
    }

    private static byte[] WriteWrite(Tcp.Write write)
    {
        var acknowledge = BytesToAcknowledge(write.Ack);
        var data = write.Data;
        var writer = new ProtobufWriter(
            (acknowledge == 0 ? 0 : ProtobufWriter.SizeOfInt32(FirstField, acknowledge))
            + (data.IsEmpty ? 0 : ProtobufWriter.SizeOfBytes(SecondField, data.Count)));
        writer.WriteInt32(FirstField, acknowledge);
        writer.WriteBytes(SecondField, data);
        return writer.ToArray();
    }

    private static int BytesToAcknowledge(Tcp.Event acknowledgement) => acknowledgement switch
    {
        WriteAcknowledged { Bytes: > 0 } acknowledged => acknowledged.Bytes,
        Tcp.NoAck => 0,
        _ => throw new SerializationException($"An acknowledgement of type {acknowledgement.GetType().FullName} cannot cross to another process."),
    };

    private static Tcp.Write ReadWrite(byte[] bytes)
    {
        var acknowledge = 0;
        var data = AkkaByteString.Empty;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    acknowledge = reader.ReadInt32();
                    break;
                case SecondField:
                    data = ReadData(ref reader, bytes);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Tcp.Write.Create(data, acknowledge > 0 ? new WriteAcknowledged(acknowledge) : Tcp.NoAck.Instance);
    }

    /// <summary>Whether a written <see cref="Tcp.Write"/> has bytes for the client. Throws where reading it would, and copies nothing.</summary>
    public static bool HasBytes(ReadOnlySpan<byte> write)
    {
        var hasBytes = false;
        var reader = new ProtobufReader(write);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    reader.ReadInt32();
                    break;
                case SecondField:
                    hasBytes = !reader.ReadBytes().IsEmpty;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return hasBytes;
    }

    private static string? CheckWrite(ReadOnlySpan<byte> write)
    {
        HasBytes(write);
        return null;
    }

    // The array is the message's own, made by the transport for it alone: its bytes need no copy.
    private static AkkaByteString ReadData(ref ProtobufReader reader, byte[] bytes)
    {
        var length = reader.ReadBytes().Length;
        return length == 0 ? AkkaByteString.Empty : AkkaByteString.FromBytes(bytes, reader.Position - length, length);
    }

    private static byte[] WriteErrorClosed(Tcp.ErrorClosed closed)
    {
        var writer = new ProtobufWriter(64);
        writer.WriteString(FirstField, BoundedText.Bound(closed.Cause ?? ""));
        return writer.ToArray();
    }

    private static Tcp.ErrorClosed ReadErrorClosed(byte[] bytes)
    {
        var cause = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                cause = BoundedText.Bound(reader.ReadString());
            else
                reader.Skip();
        }

        return new Tcp.ErrorClosed(cause);
    }

    private static byte[] WriteCommandFailed(Tcp.CommandFailed failed)
    {
        var writer = new ProtobufWriter(64);
        writer.WriteString(FirstField, failed.Cmd is NamedCommand ? failed.Cmd.ToString()! : failed.Cmd.GetType().Name);
        writer.WriteString(SecondField, BoundedText.Bound(failed.Cause.HasValue ? failed.Cause.Value.Message : ""));
        return writer.ToArray();
    }

    private static Tcp.CommandFailed ReadCommandFailed(byte[] bytes)
    {
        var command = "";
        var cause = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    command = BoundedText.Bound(reader.ReadString());
                    break;
                case SecondField:
                    cause = BoundedText.Bound(reader.ReadString());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var failed = new Tcp.CommandFailed(CommandNamed(command));
        return cause.Length == 0 ? failed : new Tcp.CommandFailed(failed.Cmd, new IOException(cause));
    }

    private static Tcp.Command CommandNamed(string name) => name switch
    {
        nameof(Tcp.Write) => Tcp.Write.Empty,
        nameof(Tcp.Register) => new Tcp.Register(ActorRefs.Nobody),
        nameof(Tcp.ResumeReading) => Tcp.ResumeReading.Instance,
        nameof(Tcp.Close) => Tcp.Close.Instance,
        nameof(Tcp.ConfirmedClose) => Tcp.ConfirmedClose.Instance,
        nameof(Tcp.Abort) => Tcp.Abort.Instance,
        _ => new NamedCommand(name),
    };
}
