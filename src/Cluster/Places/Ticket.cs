using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorServer.Cluster.Places;

/// <summary>
/// What a leg says first, and once: that a place is reserved for it. Random, so that nobody guesses one. Never written to a log.
/// </summary>
internal readonly record struct Ticket(UInt128 Value)
{
    /// <summary>Its bytes on a leg.</summary>
    public const int Length = 16;

    /// <summary>One that nobody has had before.</summary>
    public static Ticket Random() => Read(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads the first <see cref="Length"/> bytes.</summary>
    public static Ticket Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Its bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>Says nothing: whoever has a ticket has the place.</summary>
    public override string ToString() => "a ticket";
}
