using System.Buffers;
using System.Text;

namespace ActorServer.Server.Output;

/// <summary>A line in the making, as UTF-8: one for each thread, so that a line costs no memory.</summary>
internal sealed class LineBuffer
{
    private const int Usual = 1024;
    private const int Longest = 64 * 1024;

    [ThreadStatic]
    private static LineBuffer? _mine;

    private readonly ArrayBufferWriter<byte> _bytes = new(Usual);

    /// <summary>This thread's, empty.</summary>
    public static LineBuffer Mine()
    {
        // What one long line has made of it is not kept for ever.
        if (_mine is null || _mine._bytes.Capacity > Longest)
            _mine = new LineBuffer();
        _mine._bytes.ResetWrittenCount();
        return _mine;
    }

    public LineBuffer Append(ReadOnlySpan<byte> text)
    {
        _bytes.Write(text);
        return this;
    }

    public LineBuffer Append(ReadOnlySpan<char> text)
    {
        Encode(text);
        return this;
    }

    /// <summary>Appends a text of whatever form so that the line stays one.</summary>
    public LineBuffer AppendOnOneLine(ReadOnlySpan<char> text)
    {
        var encoded = Encode(text);
        encoded.Replace((byte)'\n', (byte)' ');
        encoded.Replace((byte)'\r', (byte)' ');
        return this;
    }

    public LineBuffer Append(int number)
    {
        _ = number.TryFormat(_bytes.GetSpan(11), out var length);
        _bytes.Advance(length);
        return this;
    }

    /// <summary>Who says what, and the exception behind it: <c>Category[1] message</c>.</summary>
    public LineBuffer AppendEvent(in LogEvent logged)
    {
        Append(logged.Category).Append("["u8).Append(logged.Id).Append("]"u8);
        if (!string.IsNullOrEmpty(logged.Message))
            Append(" "u8).AppendOnOneLine(logged.Message);
        if (logged.Scope is not null)
            Append(logged.Scope.ToString());
        return logged.Failure is null ? this : Append(" "u8).AppendOnOneLine(logged.Failure.ToString());
    }

    /// <summary>This moment, as 2026-11-28T13:41:17.931Z.</summary>
    public LineBuffer AppendNow()
    {
        const int ToMilliseconds = 23;
        Span<byte> now = stackalloc byte[28];
        _ = DateTime.UtcNow.TryFormat(now, out _, "O");
        return Append(now[..ToMilliseconds]).Append("Z"u8);
    }

    public void EndAndWriteTo(OutputWriter writer)
    {
        Append([OutputLines.End]);
        writer.Write(_bytes.WrittenSpan);
    }

    private Span<byte> Encode(ReadOnlySpan<char> text)
    {
        var room = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room);
        _bytes.Advance(length);
        return room[..length];
    }
}
