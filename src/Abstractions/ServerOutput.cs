namespace ActorServer;

/// <summary>
/// The server's standard output, as handlers see it: lines printed here appear there unprefixed, from the server's own
/// process and from its workers alike; of a server that is embedded in an application they go to the application's log. Thread-safe; lines
/// of one writer stay in order. In the server printing never waits and never fails: lines that nobody takes are dropped, and the log says how many.
/// </summary>
public static class ServerOutput
{
    /// <summary>Begins a line on a worker's standard output that the server prints as it stands instead of logging it.</summary>
    internal const char PrintedLineMark = '\u001e';

    private static readonly Lock Gate = new();
    private static readonly Lock Borrowing = new();
    private static readonly List<Borrower> Borrowers = [];

    private static Action<string> _own = PrintToConsole;
    private static Action<string> _print = PrintToConsole;

    /// <summary>Prints one line and flushes it.</summary>
    /// <param name="line">The line, without its end.</param>
    public static void WriteLine(string line) => Volatile.Read(ref _print)(line);

    /// <summary>Sends the lines elsewhere.</summary>
    /// <param name="print">Takes each; called by many at once.</param>
    internal static void RedirectTo(Action<string> print)
    {
        lock (Borrowing)
        {
            _own = print;
            Choose();
        }
    }

    /// <summary>Sends the lines to the console, as at first.</summary>
    internal static void RedirectToConsole() => RedirectTo(PrintToConsole);

    /// <summary>Sends the lines elsewhere until the loan is disposed. Of several that hold, the last one has them.</summary>
    /// <param name="print">Takes each; called by many at once.</param>
    internal static IDisposable Borrow(Action<string> print)
    {
        var borrower = new Borrower(print);
        lock (Borrowing)
        {
            Borrowers.Add(borrower);
            Choose();
        }

        return borrower;
    }

    private static void Choose() => Volatile.Write(ref _print, Borrowers is [.., var last] ? last.Print : _own);

    private static void PrintToConsole(string line)
    {
        lock (Gate)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private sealed class Borrower(Action<string> print) : IDisposable
    {
        public Action<string> Print { get; } = print;

        public void Dispose()
        {
            lock (Borrowing)
            {
                Borrowers.Remove(this);
                Choose();
            }
        }
    }
}
