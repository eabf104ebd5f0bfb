using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>How many new clients may come: so many a second on the average, and at once as many as have not come before.</summary>
/// <param name="PerSecond">New clients a second; 0: as many as want to.</param>
/// <param name="Burst">New clients at once.</param>
internal readonly record struct RateSettings(int PerSecond, int Burst)
{
    // Time is counted in steps of 100 ns.
    private const int Most = 1_000_000;

    /// <summary>Whether there is no limit.</summary>
    public bool IsOff => PerSecond == 0;

    /// <summary>The time that stands for one client; zero without a limit.</summary>
    public TimeSpan Interval => IsOff ? TimeSpan.Zero : TimeSpan.FromTicks(TimeSpan.TicksPerSecond / PerSecond);

    public static RateSettings From(SectionReader section) => new(section.Number("new-per-second", 0, Most), section.Number("new-burst", 1, Most));
}
