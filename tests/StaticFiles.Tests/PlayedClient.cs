namespace StaticFiles.Tests;

/// <summary>A client as a stream: what it sends, in pieces as they come, and then its end; and each write to it.</summary>
internal sealed class PlayedClient(byte[] sends, int piece) : MemoryStream(sends)
{
    public List<byte[]> Writes { get; } = [];

    /// <summary>Called before each read.</summary>
    public Action OnRead { get; init; } = () => { };

    public override int Read(Span<byte> buffer)
    {
        OnRead();
        return base.Read(buffer[..Math.Min(piece, buffer.Length)]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Writes.Add(buffer[offset..(offset + count)]);
}
