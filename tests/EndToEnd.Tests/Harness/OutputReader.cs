namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Reads what a process writes, line by line; or holds still, so that the process meets a pipe that nobody reads. Thread-safe.
/// </summary>
internal sealed class OutputReader
{
    private volatile TaskCompletionSource _readsOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads to the end, which it tells as a line that is null.</summary>
    public OutputReader(StreamReader output, Action<string?> onLine)
    {
        _readsOn.SetResult();
        _ = Task.Run(() => ReadAsync(output, onLine));
    }

    /// <summary>Takes no more than what it has begun to read.</summary>
    public void HoldStill() => _readsOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReadOn() => _readsOn.TrySetResult();

    private async Task ReadAsync(StreamReader output, Action<string?> onLine)
    {
        string? line;
        do
        {
            await _readsOn.Task;
            line = await LineOfAsync(output);
            onLine(line);
        }
        while (line is not null);
    }

    private static async Task<string?> LineOfAsync(StreamReader output)
    {
        try
        {
            return await output.ReadLineAsync();
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            return null;
        }
    }
}
