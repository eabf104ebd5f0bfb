namespace ActorServer.Server.Arrival;

/// <summary>
/// Puts a PROXY header together from what has come so far. It is shown bytes that nobody has read yet, and says how many of them are
/// the header's; so that not one that follows the header has to be read, whoever it is for. Pure.
/// </summary>
/// <param name="versions">The versions that are taken.</param>
internal sealed class ProxyHeaderReader(ProxyVersions versions)
{
    private byte[] _bytes = new byte[ProxyHeaderV1.Longest];
    private int _count;
    private ProxyVersions _version;

    /// <summary>The header, once it is complete.</summary>
    public ProxyHeader? Header { get; private set; }

    /// <summary>What has come is no header, whatever follows.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>More has to come.</summary>
    public bool IsWaiting => Header is null && !IsMalformed;

    /// <summary>
    /// Takes those of the bytes that belong to the header, and returns how many these are. All of them, unless the header ends before.
    /// </summary>
    public int Take(ReadOnlySpan<byte> seen)
    {
        var taken = 0;
        while (IsWaiting && taken < seen.Length)
            taken += TakePart(seen[taken..]);
        return taken;
    }

    private int TakePart(ReadOnlySpan<byte> seen)
    {
        if (_version == ProxyVersions.None && !KnowsVersion(seen[0]))
            return 0;
        return _version == ProxyVersions.One ? TakeOfLine(seen) : TakeOfBinary(seen);
    }

    private bool KnowsVersion(byte first)
    {
        _version = versions & (first == ProxyHeaderV1.Beginning[0] ? ProxyVersions.One : first == ProxyHeaderV2.Beginning[0] ? ProxyVersions.Two : ProxyVersions.None);
        IsMalformed = _version == ProxyVersions.None;
        return !IsMalformed;
    }

    private int TakeOfLine(ReadOnlySpan<byte> seen)
    {
        var end = seen.IndexOf((byte)'\n');
        var count = Math.Min(end < 0 ? seen.Length : end + 1, ProxyHeaderV1.Longest - _count);
        Keep(seen[..count]);
        if (_bytes[_count - 1] == '\n')
            Complete(ProxyHeaderV1.Parse(_bytes.AsSpan(0, _count)));
        else
            IsMalformed = _count == ProxyHeaderV1.Longest || !Agrees(ProxyHeaderV1.Beginning);
        return count;
    }

    private int TakeOfBinary(ReadOnlySpan<byte> seen)
    {
        var isLengthKnown = _count >= ProxyHeaderV2.FixedLength;
        var length = isLengthKnown ? ProxyHeaderV2.LengthOf(_bytes) : ProxyHeaderV2.FixedLength;
        var count = Math.Min(seen.Length, length - _count);
        Keep(seen[..count]);
        if (!Agrees(ProxyHeaderV2.Beginning))
            IsMalformed = true;
        else if (_count == ProxyHeaderV2.FixedLength && !isLengthKnown)
            BeginRest();
        else if (_count == length)
            Complete(ProxyHeaderV2.Parse(_bytes.AsSpan(0, _count)));
        return count;
    }

    private void BeginRest()
    {
        var length = ProxyHeaderV2.LengthOf(_bytes);
        if (length > ProxyHeaderV2.Longest)
            IsMalformed = true;
        else if (length == ProxyHeaderV2.FixedLength)
            Complete(ProxyHeaderV2.Parse(_bytes.AsSpan(0, _count)));
        else if (length > _bytes.Length)
            Array.Resize(ref _bytes, length);
    }

    private void Complete(ProxyHeader? header)
    {
        Header = header;
        IsMalformed = header is null;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        part.CopyTo(_bytes.AsSpan(_count));
        _count += part.Length;
    }

    private bool Agrees(ReadOnlySpan<byte> beginning)
    {
        var known = Math.Min(_count, beginning.Length);
        return _bytes.AsSpan(0, known).SequenceEqual(beginning[..known]);
    }
}
