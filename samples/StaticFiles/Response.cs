using System.Net;
using Microsoft.Win32.SafeHandles;

namespace StaticFiles;

/// <summary>What is answered to one request: a head, and a body that is text or a file.</summary>
internal sealed class Response : IDisposable
{
    /// <summary>
    /// What it is read in. A small file leaves together with its head, in one system call; a large one costs no more memory.
    /// </summary>
    public const int Piece = 64 * 1024;

    private bool _hasBegun;
    private long _sent;

    public required HttpStatusCode Status { get; init; }

    /// <summary>Whether another request may follow.</summary>
    public required bool KeepsAlive { get; init; }

    /// <summary>The client is older than HTTP/1.1, and must be told that the connection persists.</summary>
    public bool TellsToKeepAlive { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Where to ask instead.</summary>
    public string? Location { get; init; }

    public DateTime? ModifiedUtc { get; init; }

    /// <summary>Null where the answer has no body by its nature.</summary>
    public long? Length { get; init; }

    /// <summary>The body, unless it is a file or left out.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The body; null where it is text, empty or left out.</summary>
    public SafeFileHandle? File { get; init; }

    /// <summary>The next bytes for the client; none at the end.</summary>
    /// <param name="piece">Of <see cref="Piece"/> bytes.</param>
    /// <exception cref="IOException">The file has become shorter than promised. A connection that breaks off tells the client.</exception>
    public int Read(Span<byte> piece)
    {
        var used = _hasBegun ? 0 : Begin(piece);
        if (File is null || _sent == Length)
            return used;
        var room = (int)Math.Min(piece.Length - used, Length!.Value - _sent);
        var count = RandomAccess.Read(File, piece.Slice(used, room), _sent);
        if (count == 0)
            throw new IOException("The file became shorter while it was sent.");
        _sent += count;
        return used + count;
    }

    /// <inheritdoc/>
    public void Dispose() => File?.Dispose();

    private int Begin(Span<byte> piece)
    {
        _hasBegun = true;
        var head = ResponseHead.Write(this, piece);
        Text.Span.CopyTo(piece[head..]);
        return head + Text.Length;
    }
}
