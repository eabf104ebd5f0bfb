namespace ActorServer.Monitoring;

/// <summary>What an operator may do. Thread-safe. Who may ask is the caller's affair; what was done is logged by the server.</summary>
public interface IServerControl
{
    /// <summary>Keeps the port open and serves nobody new.</summary>
    Task<ControlOutcome> PauseAsync(string service, Operator by);

    /// <summary>Serves again.</summary>
    Task<ControlOutcome> ResumeAsync(string service, Operator by);

    /// <summary>Closes the service's port and lets its clients finish; the other services go on.</summary>
    Task<ControlOutcome> DrainAsync(string service, Operator by);

    /// <summary>Sets limits until a reload or the next start: key of <c>limits</c> and value, as HOCON writes them.</summary>
    Task<ControlOutcome> SetLimitsAsync(string service, IReadOnlyDictionary<string, string> limits, Operator by);

    /// <summary>Resets a client; its record says <c>operator-closed</c>.</summary>
    Task<ControlOutcome> CloseAsync(string connection, Operator by);

    /// <summary>Kills a worker process.</summary>
    Task<ControlOutcome> KillWorkerAsync(string service, long number, Operator by);

    /// <summary>Has a worker end after its client.</summary>
    Task<ControlOutcome> DrainWorkerAsync(string service, long number, Operator by);

    /// <summary>Sets the level of the log, or of one of its categories, until the next start.</summary>
    Task<ControlOutcome> SetLogLevelAsync(string? category, string level, Operator by);

    /// <summary>Stops the server as SIGTERM does.</summary>
    Task<ControlOutcome> ShutdownAsync(Operator by);
}

/// <summary>Who has asked for something: goes into the log.</summary>
/// <param name="By"><c>token</c> or <c>socket</c>.</param>
/// <param name="From">The address it came from.</param>
public sealed record Operator(string By, string From);

/// <summary>What came of it.</summary>
public abstract record ControlOutcome
{
    private ControlOutcome()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Note">What the operator should know of it; null for nothing.</param>
    public sealed record Done(string? Note = null) : ControlOutcome;

    /// <summary>There is no such thing.</summary>
    /// <param name="What">Names it: <c>no connection c-7</c>.</param>
    public sealed record Unknown(string What) : ControlOutcome;

    /// <summary>It cannot be done now.</summary>
    /// <param name="Why">In a sentence.</param>
    public sealed record Refused(string Why) : ControlOutcome;

    /// <summary>A value is wrong, and will be wrong at any time.</summary>
    /// <param name="Why">In a sentence.</param>
    public sealed record Wrong(string Why) : ControlOutcome;
}
