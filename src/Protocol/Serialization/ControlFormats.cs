using System.Net;
using System.Text;
using ActorServer.Protocol.Messages;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>The formats of what server, worker and handler say to each other beside Akka.IO's messages.</summary>
internal static class ControlFormats
{
    private const int FirstField = 1;
    private const int SecondField = 2;
    private const int ThirdField = 3;
    private const int FourthField = 4;
    private const int FifthField = 5;
    private const int ProxyField = 6;
    private const int ProxyTlvsField = 7;
    private const int TlsField = 10;

    /// <summary>The manifest of <see cref="Failed"/>.</summary>
    public static ReadOnlySpan<byte> FailedManifest => "SF1"u8;

    public static IEnumerable<MessageFormat> All(ExtendedActorSystem system) =>
    [
        MessageFormat.Of("I1", WriteConnectionInfo, bytes => ReadConnectionInfo(bytes)),
        MessageFormat.Of("Q1", WriteAcknowledgement, ReadAcknowledgement),
        MessageFormat.Of("HF1", WriteHandlerFailed, ReadHandlerFailed),
        MessageFormat.OfOnly("D1", Draining.Instance),
        MessageFormat.Of("WR1", WriteWorkerReady, ReadWorkerReady),
        MessageFormat.OfOnly("WE1", EndWorker.Instance),
        MessageFormat.OfOnly("WL1", WorkerLeaving.Instance),
        MessageFormat.OfOnly(DroppedMessage.Manifest, DroppedMessage.Instance),
        MessageFormat.Of(Encoding.ASCII.GetString(FailedManifest), WriteFailed, bytes => ReadFailed(system, bytes)) with { Check = bytes => NamedActor.Check(ReadFailed(bytes).Child) },
    ];

    public static byte[] WriteConnectionInfo(ConnectionInfo info)
    {
        var writer = new ProtobufWriter(160);
        writer.WriteString(FirstField, info.Id);
        writer.WriteString(SecondField, info.Service);
        writer.WriteString(ThirdField, info.Isolation);
        writer.WriteBytes(FourthField, EndPointFields.Write(info.Peer));
        writer.WriteBytes(FifthField, EndPointFields.Write(info.Local));
        if (info.Proxy is not null)
            writer.WriteBytes(ProxyField, EndPointFields.Write(info.Proxy));
        if (info.ProxyTlvs.Count > 0)
            writer.WriteBytes(ProxyTlvsField, ProxyTlvFields.Write(info.ProxyTlvs));
        if (info.Tls is not null)
            writer.WriteBytes(TlsField, TlsFields.Write(info.Tls));
        return writer.ToArray();
    }

    public static ConnectionInfo ReadConnectionInfo(ReadOnlySpan<byte> bytes)
    {
        var (id, service, isolation) = ("", "", "");
        EndPoint? peer = null, local = null;
        var arrival = new Arrival();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    id = reader.ReadString();
                    break;
                case SecondField:
                    service = reader.ReadString();
                    break;
                case ThirdField:
                    isolation = reader.ReadString();
                    break;
                case FourthField:
                    peer = EndPointFields.Read(reader.ReadBytes());
                    break;
                case FifthField:
                    local = EndPointFields.Read(reader.ReadBytes());
                    break;
                default:
                    arrival.Read(ref reader);
                    break;
            }
        }

        return new ConnectionInfo(id, service, isolation, Required.Field(peer), Required.Field(local))
        {
            Proxy = arrival.Proxy,
            ProxyTlvs = Required.Field(arrival.Tlvs),
            Tls = arrival.Tls,
        };
    }

    private static byte[] WriteAcknowledgement(WriteAcknowledged acknowledged)
    {
        var writer = new ProtobufWriter(8);
        writer.WriteInt32(FirstField, acknowledged.Bytes);
        return writer.ToArray();
    }

    private static WriteAcknowledged ReadAcknowledgement(byte[] bytes)
    {
        var acknowledged = 0;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                acknowledged = reader.ReadInt32();
            else
                reader.Skip();
        }

        return new WriteAcknowledged(acknowledged);
    }

    private static byte[] WriteHandlerFailed(HandlerFailed failed)
    {
        var writer = new ProtobufWriter(128);
        writer.WriteString(FirstField, BoundedText.Bound(failed.Error));
        return writer.ToArray();
    }

    private static HandlerFailed ReadHandlerFailed(byte[] bytes)
    {
        var error = "";
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            if (reader.Field == FirstField)
                error = BoundedText.Bound(reader.ReadString());
            else
                reader.Skip();
        }

        return new HandlerFailed(error);
    }

    private static byte[] WriteWorkerReady(WorkerReady ready)
    {
        var writer = new ProtobufWriter(96);
        writer.WriteInt64(FirstField, ready.Worker);
        // The second was a secret once.
        writer.WriteInt32(ThirdField, ready.Pid);
        return writer.ToArray();
    }

    private static WorkerReady ReadWorkerReady(byte[] bytes)
    {
        var worker = 0L;
        var pid = 0;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    worker = (long)reader.ReadVarint();
                    break;
                case ThirdField:
                    pid = reader.ReadInt32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new WorkerReady(worker, pid);
    }

    // Akka.Remote's own format creates the exception's type by its name. If the server lacks that type, the association
    // breaks; and a worker could name any type that has a deserializing constructor.
    private static byte[] WriteFailed(Failed failed)
    {
        var writer = new ProtobufWriter(256);
        writer.WriteString(FirstField, AkkaSerialization.SerializedActorPath(failed.Child));
        writer.WriteString(SecondField, BoundedText.Bound(Describe(failed.Cause)));
        writer.WriteInt64(ThirdField, failed.Uid);
        return writer.ToArray();
    }

    private static string Describe(Exception cause) => cause is RemoteActorFailedException told ? told.Message : HandlerFailed.Because(cause).Error;

    private static Failed ReadFailed(ExtendedActorSystem system, byte[] bytes)
    {
        var (child, failure, uid) = ReadFailed(bytes);
        return new Failed(NamedActor.Resolve(system, child), new RemoteActorFailedException(failure), uid);
    }

    private static (string? Child, string Failure, long Uid) ReadFailed(ReadOnlySpan<byte> bytes)
    {
        string? child = null;
        var failure = "";
        var uid = 0L;
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case FirstField:
                    child = reader.ReadString();
                    break;
                case SecondField:
                    failure = BoundedText.Bound(reader.ReadString());
                    break;
                case ThirdField:
                    uid = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (child, failure, uid);
    }

    /// <summary>What is known of how a client has come, where there is something to know.</summary>
    private ref struct Arrival()
    {
        public EndPoint? Proxy { get; private set; }

        public IReadOnlyList<ProxyTlv>? Tlvs { get; private set; } = [];

        public TlsInfo? Tls { get; private set; }

        public void Read(ref ProtobufReader reader)
        {
            switch (reader.Field)
            {
                case ProxyField:
                    Proxy = EndPointFields.Read(reader.ReadBytes());
                    break;
                case ProxyTlvsField:
                    Tlvs = ProxyTlvFields.Read(reader.ReadBytes());
                    break;
                case TlsField:
                    Tls = TlsFields.Read(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
