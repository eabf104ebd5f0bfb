using System.Net;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Arrival;

/// <summary>
/// Who may come in, before anybody asks whether there is a place. Keeps count of sources and of what comes in at all. Pure: the caller
/// brings the time, which never goes back.
/// </summary>
internal sealed class ArrivalGate(ArrivalSettings settings)
{
    private readonly Sources? _sources = settings.PerSource.IsOff && settings.Penalties.IsOff ? null : new Sources(settings.PerSource, settings.Penalties);
    private TokenBucket _all;

    /// <summary>Whether all come from proxies, which say first for whom.</summary>
    public bool AwaitsHeaders => !settings.Proxy.IsOff;

    /// <summary>Why this one is not believed to be a proxy; null if it is.</summary>
    public string? WhyNoProxy(EndPoint peer) =>
        settings.Access.Deny.Contains(peer) || !settings.Proxy.Proxies.Contains(peer) ? RefusalReason.Denied : null;

    /// <summary>Why this client may not come in; null if it may. It is counted then until it leaves.</summary>
    public string? WhyNot(AcceptedClient client, TimeSpan now)
    {
        // A proxy that speaks for itself, or does not know for whom, is nobody's source.
        var isProxy = AwaitsHeaders && client.Proxy is null;
        if (!isProxy && !settings.Access.Admits(client.Peer))
            return RefusalReason.Denied;
        var sources = isProxy ? null : _sources;
        var address = (client.Peer as IPEndPoint)?.Address;
        if (sources is not null && address is not null && sources.WhyNot(address, now) is { } reason)
            return reason;
        if (!isProxy && !_all.TryTake(settings.Rate, now))
            return RefusalReason.Rate;
        if (address is not null)
            sources?.Enter(client.Socket, address);
        return null;
    }

    /// <summary>A client has gone, whether it was counted or not.</summary>
    /// <param name="client">The client.</param>
    /// <param name="now">The time.</param>
    /// <param name="endReason">Why its connection has ended, if it had one and that may count against it.</param>
    public void Leave(AcceptedClient client, TimeSpan now, string? endReason = null) => _sources?.Leave(client.Socket, now, endReason);
}
