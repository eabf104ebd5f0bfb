using System.Text;

namespace ActorServer.Control.Asking;

/// <summary>Reads server-sent events. One that is longer than any snapshot, or a server that says nothing for too long, ends it.</summary>
internal sealed class EventReader(Stream stream, TimeSpan patience) : IDisposable
{
    private const int Longest = 8 * 1024 * 1024;
    private const int BlockSize = 16 * 1024;

    private readonly StreamReader _reader = new(stream, Encoding.UTF8);
    private readonly char[] _block = new char[BlockSize];
    private ReadOnlyMemory<char> _unread;

    /// <summary>The data of the next event of this name; null when there are no more.</summary>
    public async Task<string?> NextAsync(string wanted, CancellationToken cancellation)
    {
        var data = new StringBuilder();
        var name = "message";
        while (await LineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                if (name == wanted && data.Length > 0)
                    return data.ToString();
                data.Clear();
                name = "message";
            }
            else if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                name = line[6..].TrimStart();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan(5).TrimStart(' '));
                if (data.Length > Longest)
                    return null;
            }
        }

        return null;
    }

    public void Dispose() => _reader.Dispose();

    private async Task<string?> LineAsync(CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            return await GatherLineAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    // Not the reader's own lines, which may be of any length.
    private async Task<string?> GatherLineAsync(CancellationToken deadline)
    {
        var line = new StringBuilder();
        while (line.Length <= Longest)
        {
            if (_unread.Span.IndexOf('\n') is >= 0 and var end)
            {
                line.Append(_unread.Span[..end]);
                _unread = _unread[(end + 1)..];
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }

            line.Append(_unread.Span);
            _unread = _block.AsMemory(0, await _reader.ReadAsync(_block, deadline).ConfigureAwait(false));
            // An event without its empty line is none.
            if (_unread.IsEmpty)
                return null;
        }

        return null;
    }
}
