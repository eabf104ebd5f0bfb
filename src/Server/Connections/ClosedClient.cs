using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Connections;

/// <summary>What the closing record of a client says, word for word.</summary>
/// <param name="At">When it closed, UTC.</param>
/// <param name="Info">The connection.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Worker">The worker that served it; null without one.</param>
/// <param name="Error">What went wrong, if anything.</param>
/// <param name="In">Bytes received.</param>
/// <param name="Out">Bytes sent.</param>
/// <param name="Lasted">How long.</param>
internal sealed record ClosedClient(
    DateTimeOffset At, ConnectionInfo Info, Ending Ending, WorkerIdentity? Worker, string? Error, long In, long Out, TimeSpan Lasted) : Ended(At)
{
    public override RecentEnd Describe(string service) => new(
        At, "connection", service, Info.Id, PeerFormat.Format(Info.Peer), Ending.Reason, Lasted.TotalSeconds, In, Out,
        Worker?.Number, Worker?.Pid, Ending.Death?.Exit.ToString(), Error, Ending.Death?.StandardError);
}
