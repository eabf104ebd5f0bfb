using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace StaticFiles;

/// <summary>
/// Makes requests of a connection's bytes. It holds no more than one head of <see cref="Most"/> bytes; what follows it, a body
/// or further requests, is read when that one is done. A line that is complete is parsed once, however slowly the rest comes.
/// </summary>
internal sealed class RequestBuffer
{
    /// <summary>The longest head, in bytes.</summary>
    public const int Most = 16 * 1024;

    private const int AtFirst = 2 * 1024;

    private static readonly HttpParser<Request> Parser = new(showErrorDetails: false);

    private readonly Request _request = new();
    private byte[] _bytes = new byte[AtFirst];
    private int _start;
    private int _parsed;
    private int _end;
    private long _toSkip;
    private bool _hasLine;

    /// <summary>Where the next bytes go. Not empty once <see cref="Next"/> has asked for more.</summary>
    public Memory<byte> Free => _bytes.AsMemory(_end);

    /// <summary>The client owes nothing: it has sent whole requests, with what belongs to them, and no part of another.</summary>
    public bool IsBetweenRequests => _start == _end && _toSkip == 0 && !_hasLine;

    /// <summary>So many bytes have come.</summary>
    public void Add(int count) => _end += count;

    /// <summary>The next request, which is valid until the next call; null if more bytes are needed.</summary>
    public Request? Next()
    {
        if (!Begin() || !(Parse() || Fill()))
            return null;
        _start = _parsed;
        _hasLine = false;
        _toSkip = _request.ContentLength;
        return _request;
    }

    // False until there is a byte of a head.
    private bool Begin()
    {
        if (_hasLine)
            return true;
        Skip();
        if (_start == _end)
            _start = _end = 0;
        _parsed = _start;
        _request.Clear();
        return _start < _end;
    }

    // A body, and empty lines before a request, which some clients send after one.
    private void Skip()
    {
        var count = (int)Math.Min(_toSkip, _end - _start);
        _start += count;
        _toSkip -= count;
        while (_toSkip == 0 && _start < _end && _bytes[_start] is (byte)'\r' or (byte)'\n')
            _start++;
    }

    private bool Parse()
    {
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(_bytes, _parsed, _end - _parsed));
        try
        {
            _hasLine = _hasLine || Parser.ParseRequestLine(_request, ref reader);
            var isComplete = _hasLine && Parser.ParseHeaders(_request, ref reader);
            _parsed += (int)reader.Consumed;
            return isComplete;
        }
        catch (BadHttpRequestException malformed)
        {
            _request.Refuse((HttpStatusCode)malformed.StatusCode);
            return true;
        }
    }

    // False where there is room for more; true where the head is too long, and refused.
    private bool Fill()
    {
        if (_end < _bytes.Length)
            return false;
        if (_start > 0)
            Move(_bytes);
        else if (_bytes.Length < Most)
            Move(new byte[_bytes.Length * 2]);
        else
            _request.Refuse(_hasLine ? HttpStatusCode.RequestHeaderFieldsTooLarge : HttpStatusCode.RequestUriTooLong);
        return _end == _bytes.Length;
    }

    private void Move(byte[] to)
    {
        Buffer.BlockCopy(_bytes, _start, to, 0, _end - _start);
        (_bytes, _parsed, _end, _start) = (to, _parsed - _start, _end - _start, 0);
    }
}
