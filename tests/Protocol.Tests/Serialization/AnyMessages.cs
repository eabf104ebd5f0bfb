using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using CsCheck;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>Messages of all formats.</summary>
internal static class AnyMessages
{
    public static readonly Gen<string> Text = Gen.String[Gen.Char['\u0020', '\u20ac'], 0, 60];

    private static readonly Gen<EndPoint> EndPoints = Gen.OneOf(
        Gen.Select(Gen.Byte.Array[4], Gen.Int[0, 65535], EndPoint (address, port) => new IPEndPoint(new IPAddress(address), port)),
        Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 65535], EndPoint (address, port) => new IPEndPoint(new IPAddress(address), port)),
        Gen.String[Gen.Char['a', 'z'], 1, 90].Select(EndPoint (path) => new UnixDomainSocketEndPoint("/" + path)),
        Gen.String[Gen.Char['a', 'z'], 1, 90].Select(EndPoint (name) => new UnixDomainSocketEndPoint("\0" + name)),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.UInt, EndPoint (pid, uid) => new UnixPeer(pid, uid)),
        Text.Select(EndPoint (text) => new NamedEndPoint(text)));

    // Pieces of pieces as well: a byte string need not lie in one array.
    private static readonly Gen<ByteString> Data = Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 300], (first, second) => ByteString.FromBytes(first) + ByteString.FromBytes(second));

    private static readonly Gen<TlsInfo> Tls = Gen.Select(Gen.Bool.Select(isNew => isNew ? "1.3" : "1.2"), Text, Text, Text, Gen.Byte.Array[0, 60], (version, cipher, name, protocol, certificate) =>
        new TlsInfo(version, cipher, name.Length == 0 ? null : name, protocol.Length == 0 ? null : protocol) { ClientCertificate = certificate });

    private static readonly Gen<ProxyTlv[]> Tlvs = Gen.Select(Gen.Byte, Gen.Byte.Array[0, 40], (type, value) => new ProxyTlv(type, value)).Array[0, 4];

    private static readonly Gen<ConnectionInfo> Infos = Gen.OneOf(
        Gen.Select(Text, Text, Text, EndPoints, EndPoints, (id, service, isolation, peer, local) => new ConnectionInfo(id, service, isolation, peer, local)),
        Gen.Select(Text, EndPoints, Tls, (id, end, tls) => new ConnectionInfo(id, "s", "process", end, end) { Tls = tls }),
        Gen.Select(EndPoints, EndPoints, Tlvs, (end, proxy, tlvs) => new ConnectionInfo("c-1", "s", "process", end, end) { Proxy = proxy, ProxyTlvs = tlvs }));

    /// <summary>Any of them, with this actor where one is named.</summary>
    public static Gen<object> Of(IActorRef actor) => Gen.OneOf(
        Infos.Select(object (info) => info),
        Infos.Select(object (info) => new StartHandler(info)),
        Gen.Select(Gen.Long, Tls, object (number, tls) => new HandOffAgreed(number, tls)),
        Gen.Select(EndPoints, EndPoints, object (remote, local) => new Tcp.Connected(remote, local)),
        Gen.Select(Gen.Bool, Gen.Bool, object (keep, resume) => new Tcp.Register(actor, keep, resume)),
        Data.Select(object (data) => new Tcp.Received(data)),
        Gen.Select(Data, Gen.Int[0, int.MaxValue], object (data, bytes) => Tcp.Write.Create(data, bytes == 0 ? Tcp.NoAck.Instance : new WriteAcknowledged(bytes))),
        Gen.Int.Select(object (bytes) => new WriteAcknowledged(bytes)),
        Text.Select(object (cause) => new Tcp.ErrorClosed(cause)),
        Text.Select(object (error) => new HandlerFailed(error)),
        Gen.Select(Gen.Long, Gen.Int, object (worker, pid) => new WorkerReady(worker, pid)),
        Gen.Select(Text, Gen.Long, object (error, uid) => new Failed(actor, new RemoteActorFailedException(error), uid)),
        Text.Select(object (id) => new HandlerEnded(id)),
        Gen.Select(Text, Gen.Long, object (id, handOff) => new EndHandler(id, handOff)),
        Gen.Long.Select(object (number) => new HandOffTaken(number)),
        Gen.Long.Select(object (number) => new AskTaken(number)),
        Gen.Select(Gen.Long, Gen.Enum<HandOffOutcome>(), Text, Gen.Bool, Gen.Bool, object (number, how, error, stopped, cut) => new HandOffEnded(number, how, error, stopped, cut)),
        Text.Select(object (cause) => new Tcp.CommandFailed(Tcp.Write.Empty, new IOException("-" + cause))),
        Gen.OneOf<object>(
            Tcp.ResumeReading.Instance, Tcp.Close.Instance, Tcp.ConfirmedClose.Instance, Tcp.Abort.Instance, Tcp.Closed.Instance,
            Tcp.ConfirmedClosed.Instance, Tcp.Aborted.Instance, Tcp.PeerClosed.Instance, Draining.Instance, EndWorker.Instance,
            WorkerLeaving.Instance, DroppedMessage.Instance));

    /// <summary>All that it says.</summary>
    public static string Describe(object message) => message switch
    {
        Tcp.Received received => $"Received {Convert.ToHexString(received.Data.ToArray())}",
        Tcp.Write write => $"Write {Convert.ToHexString(write.Data.ToArray())} {(write.Ack as WriteAcknowledged)?.Bytes}",
        WriteAcknowledged acknowledged => $"WriteAcknowledged {acknowledged.Bytes}",
        Failed failed => $"Failed {failed.Child.Path} {failed.Uid} {failed.Cause.Message}",
        Tcp.CommandFailed failed => $"CommandFailed {failed.Cmd.GetType().Name} {failed.CauseString}",
        ConnectionInfo info => $"{info with { ProxyTlvs = [] }} {string.Join(' ', info.ProxyTlvs.Select(tlv => $"{tlv.Type} {Convert.ToHexString(tlv.Value.Span)}"))}",
        StartHandler start => $"StartHandler {Describe(start.Info)}",
        HandlerFailed or Draining or EndWorker or WorkerReady or DroppedMessage => message.ToString()!,
        _ => $"{message.GetType().Name} {message}",
    };
}
