using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using Microsoft.Net.Http.Headers;
using HttpMethod = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpMethod;
using HttpVersion = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpVersion;

namespace StaticFiles;

/// <summary>
/// The head of one request, as far as it matters here, filled by the parser. One object serves all requests of a connection.
/// </summary>
internal sealed class Request : IHttpRequestLineHandler, IHttpHeadersHandler
{
    /// <summary>A body is of no use here; one of this length is read and thrown away, a longer one refused.</summary>
    public const int MostBody = 64 * 1024;

    private static readonly SearchValues<byte> HostLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]"u8);

    private byte[] _path = [];
    private int _pathLength;
    private int _hosts;
    private bool _close;
    private bool _keepAlive;
    private bool _hasTransferCoding;
    private bool _isChunked;
    private bool _expectsContinue;
    private bool _hasEntityTag;
    private HttpVersion _version;

    /// <summary>What speaks against serving it at all; OK if nothing does. Where the next request begins is then uncertain.</summary>
    public HttpStatusCode Refusal { get; private set; }

    public HttpMethod Method { get; private set; }

    /// <summary>The target's path, still encoded.</summary>
    public ReadOnlySpan<byte> Path => _path.AsSpan(0, _pathLength);

    /// <summary>The length of its body.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The client has the file as it was then, and asks for a later one only.</summary>
    public DateTimeOffset? IfModifiedSince { get; private set; }

    /// <summary>The client takes a connection for persistent only where it is told so.</summary>
    public bool IsOld => _version != HttpVersion.Http11;

    /// <summary>
    /// Whether another request may follow. Not after a body that the client holds back until it is told to go on: having an
    /// answer, it may send the body or not.
    /// </summary>
    public bool KeepsAlive => Refusal == HttpStatusCode.OK && !_close && (_keepAlive || !IsOld) && !(_expectsContinue && ContentLength > 0);

    /// <summary>Forgets the request before.</summary>
    public void Clear()
    {
        Refusal = HttpStatusCode.OK;
        Method = HttpMethod.None;
        ContentLength = -1;
        IfModifiedSince = null;
        _version = HttpVersion.Unknown;
        (_pathLength, _hosts) = (0, 0);
        (_close, _keepAlive, _hasTransferCoding, _isChunked, _expectsContinue, _hasEntityTag) = (false, false, false, false, false, false);
    }

    /// <summary>Refuses it, unless it is refused already.</summary>
    public void Refuse(HttpStatusCode status) => Refusal = Refusal == HttpStatusCode.OK ? status : Refusal;

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        Method = versionAndMethod.Method;
        _version = versionAndMethod.Version;
        var path = WithoutHost(startLine.Slice(targetPath.Offset, targetPath.Length));
        if (_path.Length < path.Length)
            _path = new byte[path.Length];
        path.CopyTo(_path);
        _pathLength = path.Length;
    }

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0))
            Refuse(HttpStatusCode.BadRequest);
        switch (name.Length)
        {
            case 4 when Ascii.EqualsIgnoreCase(name, "host"u8):
                Host(value);
                break;
            case 6 when Ascii.EqualsIgnoreCase(name, "expect"u8):
                Expect(value);
                break;
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                Connection(value);
                break;
            case 13 when Ascii.EqualsIgnoreCase(name, "if-none-match"u8):
                _hasEntityTag = true;
                break;
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                BodyLength(value);
                break;
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                TransferCoding(value);
                break;
            case 17 when Ascii.EqualsIgnoreCase(name, "if-modified-since"u8):
                if (HeaderUtilities.TryParseDate(Encoding.Latin1.GetString(value), out var date))
                    IfModifiedSince = date;
                break;
        }
    }

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream)
    {
        if (_hosts > 1 || (_hosts == 0 && !IsOld))
            Refuse(HttpStatusCode.BadRequest);
        if (_hasTransferCoding)
            RefuseTransferCoding();
        if (ContentLength > MostBody)
            Refuse(HttpStatusCode.RequestEntityTooLarge);
        ContentLength = Math.Max(ContentLength, 0);
        // There are no entity tags here, so none matches, and the date does not count beside one.
        if (_hasEntityTag)
            IfModifiedSince = null;
    }

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index) => throw new NotSupportedException("HTTP/1.1 has no indexed fields.");

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => OnStaticIndexedHeader(index);

    // The absolute form, which a server must take; whatever the host, this server is meant.
    private static ReadOnlySpan<byte> WithoutHost(ReadOnlySpan<byte> target)
    {
        if (target is [(byte)'/', ..] || target.IndexOf("://"u8) is not (> 0 and var scheme))
            return target;
        var host = target[(scheme + 3)..];
        return host.IndexOf((byte)'/') is >= 0 and var slash ? host[slash..] : "/"u8;
    }

    private void Host(ReadOnlySpan<byte> value)
    {
        _hosts++;
        if (value.ContainsAnyExcept(HostLetters))
            Refuse(HttpStatusCode.BadRequest);
    }

    private void Expect(ReadOnlySpan<byte> value)
    {
        _expectsContinue = Ascii.EqualsIgnoreCase(value, "100-continue"u8);
        if (!_expectsContinue)
            Refuse(HttpStatusCode.ExpectationFailed);
    }

    private void Connection(ReadOnlySpan<byte> value)
    {
        foreach (var part in value.Split((byte)','))
        {
            var option = value[part].Trim(" \t"u8);
            _close |= Ascii.EqualsIgnoreCase(option, "close"u8);
            _keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
        }
    }

    // Two lengths, equal ones too, are two opinions of where the next request begins.
    private void BodyLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength >= 0 || value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            Refuse(HttpStatusCode.BadRequest);
        else
            ContentLength = long.TryParse(value, out var length) ? length : long.MaxValue;
    }

    private void TransferCoding(ReadOnlySpan<byte> value)
    {
        _isChunked = !_hasTransferCoding && Ascii.EqualsIgnoreCase(value, "chunked"u8);
        _hasTransferCoding = true;
    }

    private void RefuseTransferCoding()
    {
        if (ContentLength >= 0 || IsOld)
            Refuse(HttpStatusCode.BadRequest);
        Refuse(_isChunked ? HttpStatusCode.LengthRequired : HttpStatusCode.NotImplemented);
    }
}
