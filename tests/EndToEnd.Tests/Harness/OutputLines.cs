
namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The lines that a process has written to one of its outputs so far. Thread-safe.</summary>
internal sealed class OutputLines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the process, and whoever inherited the output, has closed it.</summary>
    public Task Ended => _ended.Task;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public void Add(string? line)
    {
        if (line is null)
        {
            _ended.TrySetResult();
            return;
        }

        lock (_gate)
            _lines.Add(line);
    }

    public override string ToString() => string.Join('\n', All);
}
