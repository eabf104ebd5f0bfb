namespace ActorServer.Server.Output;

/// <summary>Bytes that wait, up to a bound. It grows as they come, and what a burst has made of it is given back.</summary>
internal sealed class OutputBuffer(int capacity)
{
    private const int Small = 16 * 1024;
    private const int Kept = 256 * 1024;

    private byte[] _bytes = new byte[Small];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, Length);

    /// <summary>All or nothing: false if there is no room.</summary>
    public bool TryAppend(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > capacity - Length)
            return false;
        if (piece.Length > _bytes.Length - Length)
            Array.Resize(ref _bytes, Math.Min(capacity, Math.Max(Length + piece.Length, _bytes.Length * 2)));
        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
        return true;
    }

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > Kept)
            _bytes = new byte[Small];
    }
}
