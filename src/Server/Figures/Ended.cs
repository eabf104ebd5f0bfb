using ActorServer.Monitoring;

namespace ActorServer.Server.Figures;

/// <summary>A client or a worker that has ended. Put into words only when somebody asks.</summary>
/// <param name="At">When, UTC.</param>
internal abstract record Ended(DateTimeOffset At)
{
    /// <summary>So many are kept.</summary>
    public const int MostKept = 100;

    /// <summary>In words.</summary>
    public abstract RecentEnd Describe(string service);
}
