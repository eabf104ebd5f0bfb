using System.Net;
using ActorServer;

namespace StaticFiles.Tests;

/// <summary>A client as a stream: what it sends, in pieces as they come, and then its end; and each write to it.</summary>
internal sealed class PlayedClient(byte[] sends, int piece) : MemoryStream(sends)
{
    private static readonly IPEndPoint Nowhere = new(IPAddress.Loopback, 1);

    public static ConnectionInfo Connection { get; } = new("c-1", "default", "thread", Nowhere, Nowhere);

    public List<byte[]> Writes { get; } = [];

    /// <summary>Called before each read.</summary>
    public Action OnRead { get; init; } = () => { };

    /// <summary>Instead of ending it sends no more.</summary>
    public bool FallsSilent { get; init; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead();
        if (FallsSilent && Position == Length)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Read(buffer.Span[..Math.Min(piece, buffer.Length)]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Writes.Add(buffer[offset..(offset + count)]);
}
