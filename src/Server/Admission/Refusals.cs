using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <summary>
/// Refuses clients of one service: each is reset, or bid farewell where that was asked for, and counted, and the log says so at a bounded
/// rate.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="with">How those are refused who come at a bad time.</param>
/// <param name="farewells">Who refuses them so; null where everybody is reset.</param>
/// <param name="log">Where the lines go.</param>
internal sealed class Refusals(string service, RefuseWith with, Farewells? farewells, ILogger log)
{
    private readonly RefusalRate _rate = new();

    /// <summary>Refuses a client, whose socket is released. False when a later <see cref="Flush"/> owes a line for it.</summary>
    public bool Refuse(AcceptedClient client, string reason, TimeSpan now)
    {
        if (farewells is null || !with.IsFor(reason) || !farewells.TryBid(client.Socket, now))
            SocketCutOff.CutOffAndClose(client.Socket);
        var line = _rate.Note(now, PeerFormat.Format(client.Peer), reason, ConnectionRecords.ProxyField(client.Proxy));
        Log(line);
        return line is not null;
    }

    /// <summary>Logs what was suppressed.</summary>
    public void Flush() => Log(_rate.Flush());

    private void Log(RefusalRate.Refusal? refusal)
    {
        if (refusal is not null)
            log.Refused(service, refusal.Peer, refusal.Proxy, refusal.Reason, refusal.Suppressed > 0 ? $" suppressed={refusal.Suppressed}" : "");
    }
}
