using ActorServer.Protocol.Messages;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>What a source is penalised for, and how (OpenSSH's PerSourcePenalties).</summary>
/// <param name="WorkerDied">For a client whose worker has died; zero for nothing, as for the others.</param>
/// <param name="HandlerFailed">For one whose handler has failed.</param>
/// <param name="HandshakeFailed">For one with whom no handshake came about.</param>
/// <param name="Threshold">A source with less than that is still let in.</param>
/// <param name="Longest">No source is kept out for longer at a time.</param>
internal sealed record PenaltySettings(TimeSpan WorkerDied, TimeSpan HandlerFailed, TimeSpan HandshakeFailed, TimeSpan Threshold, TimeSpan Longest)
{
    public static PenaltySettings Off { get; } = new(default, default, default, default, default);

    /// <summary>Whether nothing is penalised.</summary>
    public bool IsOff => (WorkerDied, HandlerFailed, HandshakeFailed) == default;

    public static PenaltySettings From(SectionReader section)
    {
        var settings = new PenaltySettings(
            section.Duration("worker-died"),
            section.Duration("handler-failed"),
            section.Duration("handshake-failed"),
            section.Duration("threshold"),
            section.Duration("longest", mayBeZero: false));
        return settings.Threshold <= settings.Longest
            ? settings
            : throw section.Wrong("threshold", $"it is at most longest, {section.Text("longest")}; no source would ever be refused");
    }

    /// <summary>The penalty for a connection that has ended for this reason.</summary>
    public TimeSpan For(string endReason) => endReason switch
    {
        EndReason.WorkerDied => WorkerDied,
        EndReason.HandlerFailed => HandlerFailed,
        EndReason.HandshakeFailed => HandshakeFailed,
        _ => TimeSpan.Zero,
    };
}
