namespace ActorServer.Server.Output;

/// <summary>Where lines begin and end in what is written.</summary>
internal static class OutputLines
{
    /// <summary>pipe(7): so much is written in one piece, whoever else writes to the pipe.</summary>
    public const int Undivided = 4096;

    public const byte End = (byte)'\n';

    /// <summary>How many lines these are; one that has no end, or has begun elsewhere, counts as well.</summary>
    public static int Count(ReadOnlySpan<byte> bytes) => bytes.Count(End) + (bytes.IsEmpty || bytes[^1] == End ? 0 : 1);

    /// <summary>The whole lines that fit in one undivided write; the first line if it is longer.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Undivided)
            return bytes;
        var end = bytes[..Undivided].LastIndexOf(End);
        if (end < 0)
            end = bytes.IndexOf(End);
        return end < 0 ? bytes : bytes[..(end + 1)];
    }
}
