using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CsCheck;

namespace ActorServer.Tests.Shared.Fuzzing;

/// <summary>Inputs that are almost right: those of a corpus with some changes; and a few of mere chance.</summary>
internal static class Mutations
{
    private const int Longest = 64 * 1024;
    private const int LongestOfChance = 400;

    private static readonly long[] Boundaries =
    [
        0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32,
        long.MaxValue, long.MinValue, -1,
    ];

    /// <summary>Where, as a part of the whole, so that one change fits inputs of each length.</summary>
    private static readonly Gen<double> Place = Gen.Double[0, 1];

    private static readonly Gen<byte[]> Number = Gen.Select(Gen.OneOf(Boundaries), Gen.Int[0, 6], Write);

    public static Gen<byte[]> Of(IReadOnlyList<byte[]> seeds)
    {
        var seed = Gen.Int[0, seeds.Count - 1].Select(index => seeds[index]);
        var changed = Gen.Select(seed, Change(seed).Array[1, 6], (input, changes) => changes.Aggregate(input, (now, change) => Bounded(change(now))));
        return Gen.Frequency((15, changed), (1, Gen.Byte.Array[0, LongestOfChance]));
    }

    private static Gen<Func<byte[], byte[]>> Change(Gen<byte[]> seed) => Gen.Frequency(
        (3, Gen.Select(Place, Gen.Int[0, 7], Func<byte[], byte[]> (at, bit) => input => Flip(input, at, bit))),
        (2, Gen.Select(Place, Gen.Byte.Array[1, 4], Func<byte[], byte[]> (at, bytes) => input => Overwrite(input, at, bytes))),
        (2, Gen.Select(Place, Number, Func<byte[], byte[]> (at, number) => input => Overwrite(input, at, number))),
        (2, Gen.Select(Place, Number, Func<byte[], byte[]> (at, number) => input => Replace(input, at, 0, number))),
        (2, Gen.Select(Place, Gen.Int[1, 16], Func<byte[], byte[]> (at, count) => input => Replace(input, at, count, []))),
        (1, Place.Select(Func<byte[], byte[]> (at) => input => input[..Index(input, at)])),
        (2, Gen.Select(seed, Place, Place, Place, Func<byte[], byte[]> (other, from, to, at) => input => Replace(input, at, 0, Part(other, from, to)))),
        (1, Gen.Select(seed, Place, Place, Func<byte[], byte[]> (other, from, at) => input => [.. input[..Index(input, at)], .. other[Index(other, from)..]])),
        (1, Gen.Select(Place, Place, Gen.Int[2, 40], Func<byte[], byte[]> (from, to, times) => input => Repeat(input, from, to, times))));

    private static byte[] Flip(byte[] input, double at, int bit)
    {
        var changed = input.ToArray();
        if (changed.Length > 0)
            changed[Math.Min(Index(input, at), changed.Length - 1)] ^= (byte)(1 << bit);
        return changed;
    }

    private static byte[] Overwrite(byte[] input, double at, byte[] bytes) => Replace(input, at, bytes.Length, bytes);

    private static byte[] Replace(byte[] input, double at, int count, byte[] bytes)
    {
        var index = Index(input, at);
        return [.. input[..index], .. bytes, .. input[Math.Min(input.Length, index + count)..]];
    }

    private static byte[] Repeat(byte[] input, double from, double to, int times)
    {
        var part = Part(input, from, to);
        return [.. input[..Index(input, Math.Min(from, to))], .. Enumerable.Repeat(part, times).SelectMany(piece => piece).Take(Longest), .. input[Index(input, Math.Max(from, to))..]];
    }

    private static byte[] Part(byte[] input, double from, double to) => input[Index(input, Math.Min(from, to))..Index(input, Math.Max(from, to))];

    private static int Index(byte[] input, double at) => (int)(at * input.Length);

    private static byte[] Bounded(byte[] input) => input.Length <= Longest ? input : input[..Longest];

    private static byte[] Write(long number, int form)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return form switch
        {
            0 => bytes[..1],
            1 => bytes[..2],
            2 => [bytes[1], bytes[0]],
            3 => bytes[..4],
            4 => bytes,
            5 => Varint((ulong)number),
            _ => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static byte[] Varint(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        return [.. bytes, (byte)number];
    }
}
