using System.Text;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>What <c>flood</c> sends: lines of 64 bytes, so many bytes of them, a piece at a time.</summary>
internal sealed class ChaosFlood(long bytes)
{
    private static readonly ByteString Piece = ByteString.FromBytes(Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("0123456789abcdef", 4))[..63] + "\n", ActorHandler.MaxPiece / 64))));

    private long _left = bytes;

    /// <summary>The next piece, or null when all has been sent.</summary>
    public ByteString? Next()
    {
        if (_left == 0)
            return null;
        var length = (int)Math.Min(_left, Piece.Count);
        _left -= length;
        return length == Piece.Count ? Piece : Piece.Slice(0, length);
    }
}
