using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using Google.Protobuf;
using AkkaSerialization = Akka.Serialization.Serialization;
using GoogleBytes = Google.Protobuf.ByteString;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>Every format once more, field by field, by Google's writer: a second opinion of what each message is on the wire.</summary>
internal static class GoogleWriter
{
    public static byte[] Write(object message) => message switch
    {
        ConnectionInfo info => Info(info),
        StartHandler start => Fields(output => Part(output, 1, Info(start.Info))),
        HandOffAgreed agreed => Fields(output =>
        {
            Long(output, 1, agreed.Number);
            Part(output, 2, Tls(agreed.Tls));
        }),
        Tcp.Connected connected => Fields(output =>
        {
            Part(output, 1, End(connected.RemoteAddress));
            Part(output, 2, End(connected.LocalAddress));
        }),
        Tcp.Register register => Fields(output =>
        {
            Text(output, 1, AkkaSerialization.SerializedActorPath(register.Handler));
            Bool(output, 2, register.KeepOpenOnPeerClosed);
            Bool(output, 3, register.UseResumeWriting);
        }),
        Tcp.Received received => Fields(output => Bytes(output, 1, received.Data.ToArray())),
        Tcp.Write write => Fields(output =>
        {
            Int(output, 1, (write.Ack as WriteAcknowledged)?.Bytes ?? 0);
            Bytes(output, 2, write.Data.ToArray());
        }),
        WriteAcknowledged acknowledged => Fields(output => Int(output, 1, acknowledged.Bytes)),
        Tcp.ErrorClosed closed => Fields(output => Text(output, 1, closed.Cause!)),
        Tcp.CommandFailed failed => Fields(output =>
        {
            Text(output, 1, failed.Cmd.GetType().Name);
            Text(output, 2, failed.Cause.Value.Message);
        }),
        HandlerFailed failed => Fields(output => Text(output, 1, failed.Error)),
        WorkerReady ready => Fields(output =>
        {
            Long(output, 1, ready.Worker);
            Int(output, 3, ready.Pid);
        }),
        Failed failed => Fields(output =>
        {
            Text(output, 1, AkkaSerialization.SerializedActorPath(failed.Child));
            Text(output, 2, failed.Cause.Message);
            Long(output, 3, failed.Uid);
        }),
        HandlerEnded stopped => Fields(output => Text(output, 1, stopped.ConnectionId)),
        EndHandler end => Fields(output =>
        {
            Text(output, 1, end.ConnectionId);
            Long(output, 2, end.HandOff);
        }),
        HandOffTaken taken => Fields(output => Long(output, 1, taken.Number)),
        AskTaken ask => Fields(output => Long(output, 1, ask.Number)),
        HandOffEnded ended => Fields(output =>
        {
            Long(output, 1, ended.Number);
            Int(output, 2, (int)ended.How);
            Text(output, 3, ended.Error);
            Bool(output, 4, ended.HandlerEnded);
            Bool(output, 5, ended.Truncated);
        }),
        _ => [],
    };

    private static byte[] Info(ConnectionInfo info) => Fields(output =>
    {
        Text(output, 1, info.Id);
        Text(output, 2, info.Service);
        Text(output, 3, info.Isolation);
        Part(output, 4, End(info.Peer));
        Part(output, 5, End(info.Local));
        if (info.Proxy is not null)
            Part(output, 6, End(info.Proxy));
        Bytes(output, 7, [.. info.ProxyTlvs.SelectMany(tlv => (byte[])[tlv.Type, (byte)(tlv.Value.Length >> 8), (byte)tlv.Value.Length, .. tlv.Value.Span])]);
        if (info.Tls is not null)
            Part(output, 10, Tls(info.Tls));
    });

    private static byte[] Tls(TlsInfo tls) => Fields(output =>
    {
        Text(output, 1, tls.Version);
        Text(output, 2, tls.CipherSuite);
        Text(output, 3, tls.ServerName ?? "");
        Text(output, 4, tls.ApplicationProtocol ?? "");
        Bytes(output, 5, tls.ClientCertificate.ToArray());
    });

    private static byte[] End(EndPoint end) => Fields(output =>
    {
        Int(output, 1, end switch
        {
            IPEndPoint => 1,
            UnixDomainSocketEndPoint => 2,
            UnixPeer => 3,
            _ => 0,
        });
        Text(output, 2, end.ToString()!);
    });

    private static byte[] Fields(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return bytes.ToArray();
    }

    // As protobuf's third version has it, what is the default is not written; a part that is there is.
    private static void Part(CodedOutputStream output, int field, byte[] part)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(GoogleBytes.CopyFrom(part));
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] bytes)
    {
        if (bytes.Length > 0)
            Part(output, field, bytes);
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        if (text.Length == 0)
            return;
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Int(CodedOutputStream output, int field, int value)
    {
        if (value == 0)
            return;
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void Long(CodedOutputStream output, int field, long value)
    {
        if (value == 0)
            return;
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Bool(CodedOutputStream output, int field, bool value)
    {
        if (!value)
            return;
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteBool(value);
    }
}
