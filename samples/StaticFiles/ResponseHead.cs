using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace StaticFiles;

/// <summary>Writes the head of a response.</summary>
internal ref struct ResponseHead
{
    /// <summary>More than the longest one: all but a location is short, and a location is not longer than what was asked for.</summary>
    public const int Most = RequestBuffer.Most * 3 + 1024;

    private readonly Span<byte> _to;
    private int _length;

    private ResponseHead(Span<byte> to) => _to = to;

    /// <returns>How many bytes it takes.</returns>
    public static int Write(Response response, Span<byte> to)
    {
        var head = new ResponseHead(to);
        head.StatusLine(response.Status);
        head.Append("\r\nDate: "u8);
        head.Append(HttpDate.Now);
        if (response.Status == HttpStatusCode.MethodNotAllowed)
            head.Append("\r\nAllow: GET, HEAD"u8);
        head.Field("\r\nLocation: "u8, response.Location);
        head.Field("\r\nLast-Modified: "u8, response.ModifiedUtc is { } time ? HttpDate.Format(time) : null);
        head.Field("\r\nContent-Type: "u8, response.ContentType);
        head.Length(response.Length);
        head.Append(!response.KeepsAlive ? "\r\nConnection: close\r\n\r\n"u8 : response.TellsToKeepAlive ? "\r\nConnection: keep-alive\r\n\r\n"u8 : "\r\n\r\n"u8);
        return head._length;
    }

    private void StatusLine(HttpStatusCode status)
    {
        if (status == HttpStatusCode.OK)
            Append("HTTP/1.1 200 OK"u8);
        else
            Field("HTTP/1.1 "u8, string.Create(CultureInfo.InvariantCulture, $"{(int)status} {ReasonPhrases.GetReasonPhrase((int)status)}"));
    }

    private void Length(long? length)
    {
        if (length is not { } bytes)
            return;
        Append("\r\nContent-Length: "u8);
        Utf8Formatter.TryFormat(bytes, _to[_length..], out var written);
        _length += written;
    }

    private void Field(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return;
        Append(name);
        _length += Encoding.ASCII.GetBytes(value, _to[_length..]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_to[_length..]);
        _length += bytes.Length;
    }
}
