namespace ActorServer.Protocol.Handling;

/// <summary>
/// The server's standard output, as handlers see it: lines printed here appear there unprefixed, from the server's own
/// process and from its workers alike. Thread-safe; lines of one writer stay in order.
/// </summary>
public static class ServerOutput
{
    /// <summary>Begins a line on a worker's standard output that the server prints as it stands instead of logging it.</summary>
    internal const char PrintedLineMark = '\u001e';

    private static readonly Lock Gate = new();
    private static TextWriter? _writer;
    private static bool _marked;

    /// <summary>Prints one line and flushes it.</summary>
    /// <param name="line">The line, without its end.</param>
    public static void WriteLine(string line)
    {
        lock (Gate)
        {
            // A worker never needs the console, and does not pay for its start.
            var writer = _writer ??= Console.Out;
            if (_marked)
                writer.Write(PrintedLineMark);
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <summary>Sends the lines elsewhere; a worker marks them, so that the server can tell them from stray output.</summary>
    internal static void RedirectTo(TextWriter writer, bool marked)
    {
        lock (Gate)
        {
            _writer = writer;
            _marked = marked;
        }
    }
}
