using System.Collections.Concurrent;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests.Doubles;

/// <summary>Notes what it is asked for, as a line of words, and answers what it is told to.</summary>
internal sealed class FakeControl : IServerControl
{
    public ConcurrentQueue<string> Calls { get; } = [];

    public ConcurrentQueue<Operator> Operators { get; } = [];

    public ControlOutcome Outcome { get; set; } = new ControlOutcome.Done();

    public Task<ControlOutcome> PauseAsync(string service, Operator by) => Note(by, "pause", service);

    public Task<ControlOutcome> ResumeAsync(string service, Operator by) => Note(by, "resume", service);

    public Task<ControlOutcome> DrainAsync(string service, Operator by) => Note(by, "drain", service);

    public Task<ControlOutcome> SetLimitsAsync(string service, IReadOnlyDictionary<string, string> limits, Operator by) =>
        Note(by, ["limits", service, .. limits.Select(limit => $"{limit.Key}={limit.Value}")]);

    public Task<ControlOutcome> CloseAsync(string connection, Operator by) => Note(by, "close", connection);

    public Task<ControlOutcome> KillWorkerAsync(string service, long number, Operator by) => Note(by, "kill", service, $"{number}");

    public Task<ControlOutcome> DrainWorkerAsync(string service, long number, Operator by) => Note(by, "drain-worker", service, $"{number}");

    public Task<ControlOutcome> SetLogLevelAsync(string? category, string level, Operator by) => Note(by, "log-level", category ?? "-", level);

    public Task<ControlOutcome> ShutdownAsync(Operator by) => Note(by, "shutdown");

    private Task<ControlOutcome> Note(Operator by, params string[] words)
    {
        Calls.Enqueue(string.Join(' ', words));
        Operators.Enqueue(by);
        return Task.FromResult(Outcome);
    }
}
