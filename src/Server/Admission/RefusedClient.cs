using System.Net;
using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Admission;

/// <summary>A client that was refused.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Peer">Its address.</param>
/// <param name="Reason">Why.</param>
internal sealed record RefusedClient(DateTimeOffset At, EndPoint Peer, string Reason) : Ended(At)
{
    public override RecentEnd Describe(string service) => new(At, "refused", service, null, PeerFormat.Format(Peer), Reason, null, 0, 0);
}
