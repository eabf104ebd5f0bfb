using System.Diagnostics.CodeAnalysis;
using ActorServer.Protocol.Logs;
using ActorServer.Server.Output;
using ActorServer.Server.Processes;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// What one worker writes: lines that its handler prints go to the server's standard output, entries of its log and all other lines
/// into the log under the worker's number, each at a bounded pace; what records say of standard error is kept. Once the process has ended, what it
/// left in its pipes is read to its end at once, and what is lost of it after all is said.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class WorkerOutput(WorkerSetup setup, long number, TimeProvider time)
{
    /// <summary>The most lines that an ended process may leave in its pipes to the log; they are read by no pace any more.</summary>
    public const int MostAtEnd = 5_000;

    // All is in the pipe by then; only a foreign process that inherited the pipe keeps it open, or goes on writing.
    private static readonly TimeSpan SilencePatience = TimeSpan.FromMilliseconds(300);
    private const int MostSilences = 5;

    private readonly OutputPace _logPace = OutputPace.OfLog(time);
    private readonly OutputPace _printedPace = OutputPace.OfPrinted(time);
    private readonly LastWords _standardError = new();
    private readonly CancellationTokenSource _givenUp = new();
    private Task _read = Task.CompletedTask;
    private volatile bool _ended;
    private long _lines;
    private int _linesAtEnd;

    /// <summary>The clients whose connections its log may name.</summary>
    public ServedClients Clients { get; } = new();

    /// <summary>The beginning and the end of what the worker wrote to standard error, as far as it has been read.</summary>
    public string StandardError => _standardError.ToString();

    /// <summary>Reads from now on, on no thread of its own.</summary>
    public void Begin(ChildProcess process) => _read = Task.WhenAll(
        LineReader.ReadAsync(process.StandardOutput, line => WriteOutput(process.Pid, line), PaceOutputAsync, _givenUp.Token),
        LineReader.ReadAsync(process.StandardError, line => WriteError(process.Pid, line), _logPace.WaitAsync, _givenUp.Token));

    /// <summary>The process has ended. Completes when all has been read that it wrote, or will not come.</summary>
    public async Task FinishAsync(ChildProcess process)
    {
        _ended = true;
        _logPace.Lift();
        _printedPace.Lift();
        for (var silences = 0; silences < MostSilences && !_read.IsCompleted; silences++)
        {
            var before = Interlocked.Read(ref _lines);
            await Task.WhenAny(_read, Task.Delay(SilencePatience, time)).ConfigureAwait(false);
            if (Interlocked.Read(ref _lines) == before)
                break;
        }

        var unread = _read.IsCompleted ? 0 : process.UnreadBytes;
        await _givenUp.CancelAsync().ConfigureAwait(false);
        await _read.ConfigureAwait(false);
        SayWhatIsLost(process.Pid, _linesAtEnd - MostAtEnd, unread);
    }

    private void WriteOutput(int pid, string line)
    {
        Interlocked.Increment(ref _lines);
        if (line.Length > 0 && line[0] == ServerOutput.PrintedLineMark)
        {
            _printedPace.Count();
            setup.Print(line[1..]);
            return;
        }

        // A handler may have begun a line that it has not ended.
        var mark = line.IndexOf(LogEntryLine.Mark, StringComparison.Ordinal);
        if (mark >= 0 && setup.Logs is { } logs && LogEntryLine.Read(line[(mark + 1)..]) is { } entry)
        {
            WriteEntry(logs, pid, entry);
            line = line[..mark];
            if (line.Length == 0)
                return;
        }

        if (MayBeLogged())
            setup.Log.LogInformation("worker: worker={Worker} pid={Pid} stdout={Line}", number, pid, QuotedText.Of(line));
    }

    private void WriteEntry(WorkersLog logs, int pid, LogEntry entry)
    {
        if (MayBeLogged())
            logs.Write(number, pid, entry, entry.Connection is { } connection && Clients.Contains(connection) ? connection : null);
    }

    private async Task PaceOutputAsync()
    {
        await _printedPace.WaitAsync().ConfigureAwait(false);
        await _logPace.WaitAsync().ConfigureAwait(false);
    }

    private void WriteError(int pid, string line)
    {
        Interlocked.Increment(ref _lines);
        _standardError.Add(line);
        if (MayBeLogged())
            setup.Log.LogWarning("worker: worker={Worker} pid={Pid} stderr={Line}", number, pid, QuotedText.Of(line));
    }

    private bool MayBeLogged()
    {
        _logPace.Count();
        return !_ended || Interlocked.Increment(ref _linesAtEnd) <= MostAtEnd;
    }

    private void SayWhatIsLost(int pid, int unlogged, long unread)
    {
        if (unlogged > 0)
            setup.Log.LogWarning("worker: worker={Worker} pid={Pid} dropped {Lines} of the last lines that it wrote", number, pid, unlogged);
        if (unread > 0)
            setup.Log.LogWarning("worker: worker={Worker} pid={Pid} dropped {Bytes} bytes of what it, or a process that it has left behind, wrote", number, pid, unread);
    }
}
