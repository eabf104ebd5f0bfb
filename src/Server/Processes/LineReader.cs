using System.Text;

namespace ActorServer.Server.Processes;

/// <summary>
/// Reads a stream to its end as lines of UTF-8 text. Memory is bounded whatever comes: a line longer than
/// <see cref="MaxLineBytes"/> is cut there, or just before a character that would be split, and goes on as further lines.
/// </summary>
internal sealed class LineReader
{
    public const int MaxLineBytes = 8 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly Action<string> _onLine;

    // One byte more than a line may have: the carriage return of a line of full length.
    private readonly byte[] _line = new byte[MaxLineBytes + 1];
    private int _length;

    private LineReader(Action<string> onLine) => _onLine = onLine;

    /// <summary>
    /// Calls back for each line, without its <c>\n</c> or <c>\r\n</c>, one after the other; invalid bytes are replaced, and
    /// a last line needs no end. Completes at the end of the stream, which is also when its owner closes it, and when the
    /// reading is cancelled. Between two reads it waits for <paramref name="readOn"/>, so that a writer can be held up.
    /// </summary>
    public static async Task ReadAsync(Stream stream, Action<string> onLine, Func<Task> readOn, CancellationToken cancellation)
    {
        var reader = new LineReader(onLine);
        var buffer = new byte[4 * 1024];
        while (await ReadSomeAsync(stream, buffer, cancellation).ConfigureAwait(false) is var count and > 0)
        {
            reader.Take(buffer.AsSpan(0, count));
            await readOn().ConfigureAwait(false);
        }

        reader.Finish();
        await readOn().ConfigureAwait(false);
    }

    private static async Task<int> ReadSomeAsync(Stream stream, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return cancellation.IsCancellationRequested ? 0 : await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return 0;
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf(LineFeed); end >= 0; end = bytes.IndexOf(LineFeed))
        {
            Append(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }

    private void Finish()
    {
        if (_length > 0)
            EndLine();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_length == _line.Length)
                Cut();
            var count = Math.Min(bytes.Length, _line.Length - _length);
            bytes[..count].CopyTo(_line.AsSpan(_length));
            _length += count;
            bytes = bytes[count..];
        }
    }

    private void EndLine()
    {
        if (_length > 0 && _line[_length - 1] == CarriageReturn)
            _length--;
        if (_length > MaxLineBytes)
            Cut();
        Deliver(_length);
    }

    private void Cut() => Deliver(StartOfCharacterAt(MaxLineBytes));

    /// <summary>Where the character begins that has a byte at this place; the place itself if the bytes are not UTF-8.</summary>
    private int StartOfCharacterAt(int place)
    {
        for (var start = place; start > place - 4; start--)
        {
            var isContinuation = (_line[start] & 0xC0) == 0x80;
            if (!isContinuation)
                return start;
        }

        return place;
    }

    private void Deliver(int count)
    {
        var text = Encoding.UTF8.GetString(_line, 0, count);
        _line.AsSpan(count, _length - count).CopyTo(_line);
        _length -= count;
        _onLine(text);
    }
}
