using System.Text;

using static ActorServer.TestKit.PlayedConnection;

namespace ActorServer.TestKit;

/// <content>What a test expects of the handler.</content>
public sealed partial class TestClient
{
    // After so long a silence it is taken to have nothing to say. A slow machine needs more of it, as of patience.
    private TimeSpan Pause => Patience / 30;

    /// <summary>Expects this text next, as UTF-8, in whatever pieces it comes.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ExpectationFailedException">Something else came, or not all of it.</exception>
    public void Expect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Expect(Encoding.UTF8.GetBytes(text).AsSpan());
    }

    /// <summary>Expects these bytes next, in whatever pieces they come.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ExpectationFailedException">Something else came, or not all of it.</exception>
    public void Expect(ReadOnlySpan<byte> bytes)
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count < bytes.Length)
        {
            var piece = Take(bytes.Length - came.Count, deadline);
            var same = bytes[came.Count..].CommonPrefixLength(piece);
            came.AddRange(piece);
            if (piece.Length > 0 && same == piece.Length)
                continue;
            var place = came.Count - piece.Length + same;
            throw Failed($"to write {EscapedBytes.Show(bytes, place)}", [.. came, .. _seen.Peek()], place);
        }
    }

    /// <summary>Expects that the handler writes nothing and leaves the connection open.</summary>
    /// <param name="during">
    /// How long, in real time; a thirtieth of <see cref="Patience"/> unless given, which is 100 ms. It begins when the handler has
    /// taken what was sent.
    /// </param>
    /// <exception cref="ExpectationFailedException">Something came, or the connection ended.</exception>
    public void ExpectNothing(TimeSpan? during = null)
    {
        Settle();
        if (_seen.Await((state, bytes) => bytes > 0 || state.End != ConnectionEnd.None, new Deadline(during ?? Pause)))
            throw Failed("to write nothing and to leave the connection open");
    }

    /// <summary>Takes exactly so many bytes.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ExpectationFailedException">Fewer came.</exception>
    public byte[] Read(int count)
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count < count)
        {
            var piece = Take(count - came.Count, deadline);
            if (piece.Length == 0)
                throw Failed($"to write {count} bytes, and wrote {came.Count}", [.. came], came.Count);
            came.AddRange(piece);
        }

        return [.. came];
    }

    /// <summary>Takes one line of UTF-8.</summary>
    /// <returns>The line without its end, LF or CRLF.</returns>
    /// <exception cref="ExpectationFailedException">No end of a line came.</exception>
    public string ReadLine()
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (came.Count == 0 || came[^1] != '\n')
        {
            var piece = Take(1, deadline);
            if (piece.Length == 0)
                throw Failed("to write a line", [.. came], came.Count);
            came.AddRange(piece);
        }

        var length = came.Count > 1 && came[^2] == '\r' ? came.Count - 2 : came.Count - 1;
        return Encoding.UTF8.GetString([.. came[..length]]);
    }

    /// <summary>Takes all that the handler writes until it closes the connection, and expects that it does.</summary>
    /// <exception cref="ExpectationFailedException">The connection did not end with end-of-file in time.</exception>
    public byte[] ReadToEnd()
    {
        var deadline = new Deadline(Patience);
        var came = new List<byte>();
        while (Take(int.MaxValue, deadline) is { Length: > 0 } piece)
            came.AddRange(piece);
        if (_seen.State.End != ConnectionEnd.EndOfFile)
            throw Failed("to close the connection", [.. came], came.Count);
        ExpectStopped();
        return [.. came];
    }

    /// <summary>Expects end-of-file next: the handler has closed the connection, nothing it wrote is left, and it has stopped.</summary>
    /// <exception cref="ExpectationFailedException">Bytes came first, the connection was reset, or it did not end.</exception>
    public void ExpectClosed()
    {
        _seen.Await((state, bytes) => bytes > 0 || state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_seen.Peek().Length > 0 || _seen.State.End != ConnectionEnd.EndOfFile)
            throw Failed("to close the connection, after nothing more");
        ExpectStopped();
    }

    /// <summary>Expects a reset, because the handler aborts or fails, and that it stops. What was not taken by then is lost.</summary>
    /// <exception cref="ExpectationFailedException">The connection was closed, or did not end.</exception>
    public void ExpectReset()
    {
        _seen.Await((state, _) => state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_aborted || _seen.State.End != ConnectionEnd.Reset)
            throw Failed("to reset the connection");
        ExpectStopped();
    }

    /// <summary>Expects that an exception leaves the handler: the client is reset, and the handler stops.</summary>
    /// <param name="error">What its type or message contains, such as <c>FormatException</c>; anything unless given.</param>
    /// <returns>The error as the closing record names it: the exception's type and message.</returns>
    /// <exception cref="ExpectationFailedException">It did not fail, or otherwise.</exception>
    public string ExpectFailure(string error = "")
    {
        _seen.Await((state, _) => state.End != ConnectionEnd.None, new Deadline(Patience));
        if (_seen.State.Failure is not { } failure || !failure.Contains(error, StringComparison.Ordinal))
            throw Failed(error.Length == 0 ? "to fail" : $"to fail with {EscapedBytes.Show(Encoding.UTF8.GetBytes(error))}");
        ExpectStopped();
        return failure;
    }

    /// <summary>
    /// Expects that the handler writes as much as may be on its way and then waits, to be used after <see cref="StopReading"/>.
    /// </summary>
    /// <returns>How many bytes it has written that the client has not taken.</returns>
    /// <exception cref="ExpectationFailedException">It has room to write more, or does not come to rest.</exception>
    public long ExpectBackPressure()
    {
        var deadline = new Deadline(Patience);
        while (_seen.Await((state, _) => state.WindowIsFull || state.End != ConnectionEnd.None, deadline)
            && _seen.State is { WindowIsFull: true, End: ConnectionEnd.None } full)
        {
            if (!_seen.Await((state, _) => state != full, new Deadline(Pause)))
                return full.Untaken;
        }

        throw Failed($"to write {ActorHandler.Window} bytes that the client does not take, and then to wait");
    }

    /// <summary>Expects that the handler stops, to be used after <see cref="Abort"/>.</summary>
    /// <exception cref="ExpectationFailedException">It went on.</exception>
    public void ExpectStopped()
    {
        if (!_seen.Await((state, _) => state.IsStopped, new Deadline(Patience)))
            throw Failed("to stop, as its connection is over");
    }

    private byte[] Take(int most, Deadline deadline)
    {
        var taken = _seen.Take(most, deadline);
        Order(new FromTest.MakeRoom());
        return taken;
    }

    private ExpectationFailedException Failed(string expected) => Failed(expected, _seen.Peek(), 0);

    private ExpectationFailedException Failed(string expected, byte[] came, int place) =>
        new($"The handler was expected {expected}.\n  came:    {EscapedBytes.Show(came, place)}\n  handler: {_seen.State}");
}
