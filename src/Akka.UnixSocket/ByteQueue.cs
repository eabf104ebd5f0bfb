using System.Buffers;

namespace ActorServer.UnixSocket;

/// <summary>
/// Bytes that wait to be sent, in pieces from the shared pool: nothing is ever moved to make room, a long queue uses
/// pieces that are small enough to be used again soon, and an empty one holds no memory.
/// </summary>
internal sealed class ByteQueue
{
    private const int SmallestPiece = 4 * 1024;
    private const int LargestPiece = 64 * 1024;

    private readonly Queue<ArraySegment<byte>> _full = new();
    private byte[] _last = [];
    private int _lastLength;

    /// <summary>How many bytes wait.</summary>
    public int Length { get; private set; }

    /// <summary>Says how many bytes are about to be appended, so that those of one frame lie together where they can.</summary>
    public void Expect(int count)
    {
        if (_lastLength == _last.Length)
            AddPiece(count);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_lastLength == _last.Length)
                AddPiece(bytes.Length);
            var count = Math.Min(bytes.Length, _last.Length - _lastLength);
            bytes[..count].CopyTo(_last.AsSpan(_lastLength));
            _lastLength += count;
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Takes the first bytes out, as many as lie in one piece; none if none wait. <see cref="GiveBack"/> the piece.</summary>
    public ArraySegment<byte> Take()
    {
        if (!_full.TryDequeue(out var first))
        {
            first = new ArraySegment<byte>(_last, 0, _lastLength);
            _last = [];
            _lastLength = 0;
        }

        Length -= first.Count;
        return first;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        while (Length > 0)
            GiveBack(Take());
    }

    /// <summary>Returns the piece in which these bytes lay.</summary>
    public static void GiveBack(ArraySegment<byte> taken)
    {
        if (taken.Array is { Length: > 0 } piece)
            ArrayPool<byte>.Shared.Return(piece);
    }

    // The more waits, the more will come: one short message needs little, a burst few pieces.
    private void AddPiece(int needed)
    {
        if (_lastLength > 0)
            _full.Enqueue(new ArraySegment<byte>(_last, 0, _lastLength));
        _last = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((long)Length + needed, SmallestPiece, LargestPiece));
        _lastLength = 0;
    }
}
