using System.Text;

namespace ActorServer.Server.Processes;

/// <summary>
/// What a record says of what a process wrote: its first lines, its last lines, and, as .NET says why it ends before it says
/// where, the first lines from there on. Where something is left out stands <c>…</c>. Bounded, whatever comes; may be used from
/// several threads.
/// </summary>
internal sealed class LastWords
{
    public const int MaxHead = 1_024;
    public const int MaxReason = 1_024;
    public const int MaxTail = 2_048;

    private const string LeftOut = " … ";

    // Of FailFast, of exceptions in managed and in native workers, and what the runtime finds out by itself.
    private static readonly string[] Reasons = ["Process terminated.", "Unhandled exception.", "Unhandled Exception:", "Stack overflow.", "Fatal error.", "Out of memory."];

    private readonly Lock _gate = new();
    private readonly KeptLines _head = new(MaxHead);
    private readonly KeptLines _reason = new(MaxReason);
    private readonly KeptLines _tail = new(MaxTail);
    private long _count;
    private bool _hasReason;

    /// <summary>Adds a line without its end.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            _count++;
            _head.AddFirst(_count, line);
            if (Array.Exists(Reasons, reason => line.StartsWith(reason, StringComparison.Ordinal)))
            {
                _reason.Clear();
                _hasReason = true;
            }

            if (_hasReason)
                _reason.AddFirst(_count, line);
            _tail.AddLast(_count, line);
        }
    }

    /// <summary>The text; lines that follow each other are separated by <c>\n</c>.</summary>
    public override string ToString()
    {
        lock (_gate)
            return Join(_head.All.Concat(_reason.All).Concat(_tail.All).GroupBy(line => line.Number).OrderBy(line => line.Key).SelectMany(Best));
    }

    // The same line may be kept as a whole and in part, or its beginning and its end.
    private static IEnumerable<KeptLine> Best(IEnumerable<KeptLine> same) =>
        same.Any(line => line.IsWhole)
            ? same.Where(line => line.IsWhole).Take(1)
            : same.OrderBy(line => line.IsCutAtStart).DistinctBy(line => line.IsCutAtStart);

    private static string Join(IEnumerable<KeptLine> lines)
    {
        var text = new StringBuilder();
        KeptLine? before = null;
        foreach (var line in lines)
        {
            if (before is { } last)
                text.Append(last.IsCutAtEnd || line.IsCutAtStart || line.Number > last.Number + 1 ? LeftOut : "\n");
            text.Append(line.Text);
            before = line;
        }

        return text.Append(before is { IsCutAtEnd: true } ? LeftOut.TrimEnd() : "").ToString();
    }
}
