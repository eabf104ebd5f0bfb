using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using ActorServer.Protocol.Inbound;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>A host that is connected and speaks Akka.Remote's protocol by hand, and so need not keep to it.</summary>
internal sealed class RawHost : IDisposable
{
    private const string Server = "server-and-worker";
    private const string System = "worker";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly string _name;
    private ulong _number;

    /// <param name="end">Its end of the pair, which is its own from now on.</param>
    /// <param name="name">The host's name.</param>
    public RawHost(Socket end, string name)
    {
        _socket = end;
        _name = name;
        _socket.Send(AssociateFrames.From(System, name));
    }

    private string Address => $"akka.pair://{System}@{_name}:1";

    public void Dispose() => _socket.Dispose();

    /// <summary>A message without a number, in the format of ActorServer's own.</summary>
    public byte[] Message(string recipient, string manifest, byte[] content) =>
        Framed(AkkaEnvelope.Write(Addressed(recipient), $"{Address}/user/x", ProtocolSerializer.Id, Encoding.ASCII.GetBytes(manifest), content));

    /// <summary>The same with the next number, as Akka's system messages have.</summary>
    public byte[] Numbered(string recipient, string manifest, byte[] content) =>
        Numbered(recipient, ProtocolSerializer.Id, Encoding.ASCII.GetBytes(manifest), content, _number++);

    /// <summary>Asks the recipient to tell an actor of this host when it stops.</summary>
    public byte[] Watch(string recipient, string watcher, ulong? number = null)
    {
        const int SystemMessages = 22;
        var watch = new ProtobufWriter(256);
        watch.WriteBytes(1, Path(Addressed(recipient)));
        watch.WriteBytes(2, Path($"{Address}/user/{watcher}"));
        return Numbered(recipient, SystemMessages, "Akka.Dispatch.SysMsg.Watch, Akka"u8.ToArray(), watch.ToArray(), number ?? _number++);
    }

    public static byte[] Framed(byte[] frame)
    {
        var framed = new byte[sizeof(int) + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, frame.Length);
        frame.CopyTo(framed, sizeof(int));
        return framed;
    }

    public void Send(byte[] frame)
    {
        for (var sent = 0; sent < frame.Length;)
            sent += _socket.Send(frame.AsSpan(sent));
    }

    /// <summary>Sends for as long as somebody reads, and returns how often it could.</summary>
    public int SendAsLongAsItIsRead(byte[] frame, int most)
    {
        _socket.SendTimeout = 500;
        for (var count = 0; count < most; count++)
        {
            try
            {
                Send(frame);
            }
            catch (SocketException refusal) when (refusal.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                return count;
            }
        }

        return most;
    }

    /// <summary>Sends until the other side hangs up, which it must before so many have gone.</summary>
    public void SendUntilHungUpOn(Func<byte[]> frame, int most)
    {
        try
        {
            for (var count = 0; count < most; count++)
                Send(frame());
            // Heartbeats come as long as it is not.
            var waited = Stopwatch.StartNew();
            while (_socket.Receive(new byte[4096]) > 0)
                Assert.InRange(waited.Elapsed, TimeSpan.Zero, Patience);
        }
        catch (SocketException end) when (end.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // As good as an orderly end.
        }
    }

    private static string Addressed(string path) => $"akka.pair://{Server}@server:1{path}";

    private static byte[] Path(string path)
    {
        var actor = new ProtobufWriter(128);
        actor.WriteString(1, path);
        return actor.ToArray();
    }

    private static byte[] Numbered(string recipient, int serializer, byte[] manifest, byte[] content, ulong number)
    {
        var payload = new ProtobufWriter(256);
        payload.WriteBytes(AkkaPayload.MessageField, content);
        payload.WriteInt32(AkkaPayload.SerializerField, serializer);
        payload.WriteBytes(AkkaPayload.ManifestField, manifest);
        var envelope = new ProtobufWriter(512);
        envelope.WriteBytes(1, Path(Addressed(recipient)));
        envelope.WriteBytes(2, payload.ToArray());
        envelope.WriteFixed64(5, number);
        return Framed(Nested(1, Nested(2, envelope.ToArray())));
    }

    private static byte[] Nested(int field, byte[] content)
    {
        var writer = new ProtobufWriter(content.Length + 16);
        writer.WriteBytes(field, content);
        return writer.ToArray();
    }
}
