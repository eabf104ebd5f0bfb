namespace ActorServer;

/// <summary>
/// The server's standard output, as handlers see it: lines printed here appear there unprefixed, from the server's own
/// process and from its workers alike. Thread-safe; lines of one writer stay in order. In the server printing never waits and
/// never fails: lines that nobody takes are dropped, and the log says how many.
/// </summary>
public static class ServerOutput
{
    /// <summary>Begins a line on a worker's standard output that the server prints as it stands instead of logging it.</summary>
    internal const char PrintedLineMark = '\u001e';

    private static readonly Lock Gate = new();

    private static Action<string> _print = PrintToConsole;

    /// <summary>Prints one line and flushes it.</summary>
    /// <param name="line">The line, without its end.</param>
    public static void WriteLine(string line) => Volatile.Read(ref _print)(line);

    /// <summary>Sends the lines elsewhere.</summary>
    /// <param name="print">Takes each; called by many at once.</param>
    internal static void RedirectTo(Action<string> print) => Volatile.Write(ref _print, print);

    /// <summary>Sends the lines to the console, as at first.</summary>
    internal static void RedirectToConsole() => RedirectTo(PrintToConsole);

    private static void PrintToConsole(string line)
    {
        lock (Gate)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
