namespace WebApp;

/// <summary>What clients send.</summary>
internal static class Bodies
{
    /// <summary>Reads it to its end and says how long it was.</summary>
    public static async Task<long> LengthAsync(Stream body, CancellationToken aborted)
    {
        var piece = new byte[16 * 1024];
        var length = 0L;
        while (await body.ReadAsync(piece, aborted) is var count and > 0)
            length += count;
        return length;
    }
}
