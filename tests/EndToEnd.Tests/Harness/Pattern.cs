namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Bytes without end that look random and are known by their position, so that a lost, doubled or swapped piece shows. The
/// period is no multiple of any buffer's size.
/// </summary>
internal static class Pattern
{
    private const int Period = 1_000_003;
    private static readonly byte[] Bytes = Generate();

    public static void Fill(Span<byte> span, long position)
    {
        while (span.Length > 0)
        {
            var part = At(position, span.Length);
            part.CopyTo(span);
            span = span[part.Length..];
            position += part.Length;
        }
    }

    /// <summary>Fails if these are not the bytes at this position.</summary>
    public static void Check(ReadOnlySpan<byte> span, long position)
    {
        while (span.Length > 0)
        {
            var part = At(position, span.Length);
            var same = span.CommonPrefixLength(part);
            Assert.True(same == part.Length, $"the byte at {position + same} is not the one that was sent");
            span = span[same..];
            position += same;
        }
    }

    private static ReadOnlySpan<byte> At(long position, int length)
    {
        var at = (int)(position % Period);
        return Bytes.AsSpan(at, Math.Min(length, Period - at));
    }

    private static byte[] Generate()
    {
        var bytes = new byte[Period];
        new Random(7788).NextBytes(bytes);
        return bytes;
    }
}
