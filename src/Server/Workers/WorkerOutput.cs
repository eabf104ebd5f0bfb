using ActorServer.Protocol.Handling;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Workers;

/// <summary>
/// What one worker writes: lines that its handler prints go to the server's standard output, all others into the log under
/// the worker's number, each bounded; the end of standard error is kept for the records.
/// </summary>
internal sealed class WorkerOutput(WorkerSetup setup, int number)
{
    // What the process wrote before its end is in the pipe; only a foreign process that inherited it could keep it open.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly OutputPace _pace = new(TimeProvider.System);

    // Used by the reader of standard output alone.
    private readonly List<string> _printed = [];
    private readonly OutputTail _standardError = new();
    private Task _read = Task.CompletedTask;

    /// <summary>The end of what the worker wrote to standard error, as far as it has been read.</summary>
    public string StandardErrorTail => _standardError.ToString();

    /// <summary>Reads from now on, on no thread of its own.</summary>
    public void Begin(ChildProcess process) => _read = Task.WhenAll(
        LineReader.ReadAsync(process.StandardOutput, line => WriteOutput(process.Pid, line), PrintAsync, CancellationToken.None),
        LineReader.ReadAsync(process.StandardError, line => WriteError(process.Pid, line), _pace.WaitAsync, CancellationToken.None));

    /// <summary>Completes when all has been read, or will not come.</summary>
    public Task FinishAsync() => Task.WhenAny(_read, Task.Delay(Patience));

    private void WriteOutput(int pid, string line)
    {
        if (line.Length > 0 && line[0] == ServerOutput.PrintedLineMark)
        {
            _printed.Add(line[1..]);
            return;
        }

        _pace.Count();
        setup.Log.LogInformation("worker: worker={Worker} pid={Pid} stdout={Line}", number, pid, QuotedText.Of(line));
    }

    private async Task PrintAsync()
    {
        foreach (var line in _printed)
            await setup.Printed.WriteAsync(line).ConfigureAwait(false);
        _printed.Clear();
        await _pace.WaitAsync().ConfigureAwait(false);
    }

    private void WriteError(int pid, string line)
    {
        _standardError.Add(line);
        _pace.Count();
        setup.Log.LogWarning("worker: worker={Worker} pid={Pid} stderr={Line}", number, pid, QuotedText.Of(line));
    }
}
