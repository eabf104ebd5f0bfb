using System.Buffers.Binary;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>The first frame of Akka.Remote's own protocol, in which a system says who it is.</summary>
internal static class AssociateFrames
{
    public static byte[] From(string system, string host)
    {
        var origin = new ProtobufWriter(64);
        origin.WriteString(1, system);
        origin.WriteString(2, host);
        origin.WriteInt32(3, 1);
        origin.WriteString(4, "pair");
        var handshake = new ProtobufWriter(64);
        handshake.WriteBytes(1, origin.ToArray());
        handshake.WriteFixed64(2, 4711);
        var instruction = new ProtobufWriter(64);
        instruction.WriteInt32(1, 1);
        instruction.WriteBytes(2, handshake.ToArray());
        var pdu = new ProtobufWriter(64);
        pdu.WriteBytes(2, instruction.ToArray());
        var frame = new byte[sizeof(int) + pdu.ToArray().Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        pdu.ToArray().CopyTo(frame, sizeof(int));
        return frame;
    }
}
