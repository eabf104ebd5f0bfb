namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>How long the tests wait for what must come at some time: long enough for a loaded machine, never for ever.</summary>
internal static class Deadlines
{
    /// <summary>For one step of a client: a connect, a read, a write.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(2);

    /// <summary>For the server to listen, or to end because it cannot after the several tries that it makes of its workers.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromMinutes(3);

    /// <summary>For the server to end after its last client.</summary>
    public static readonly TimeSpan End = TimeSpan.FromMinutes(3);
}
