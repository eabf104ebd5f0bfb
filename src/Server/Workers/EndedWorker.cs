using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Workers;

/// <summary>A worker that has ended without a client whose record tells of it, and not because it had done its part.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Number">Its number.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Exit">How its process ended.</param>
/// <param name="Lasted">How long.</param>
/// <param name="Error">What is known of why; null for nothing.</param>
/// <param name="StandardError">What it wrote.</param>
internal sealed record EndedWorker(DateTimeOffset At, long Number, int Pid, string Exit, TimeSpan Lasted, string? Error, string StandardError) : Ended(At)
{
    public override RecentEnd Describe(string service) => new(
        At, "worker", service, Number.ToString(System.Globalization.CultureInfo.InvariantCulture), null, Exit, Lasted.TotalSeconds, 0, 0,
        Number, Pid, Exit, Error, StandardError.Length > 0 ? StandardError : null);
}
