using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Connections;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <summary>Refuses clients of one service: each is reset and counted, and the log says so at a bounded rate.</summary>
internal sealed class Refusals(string service, ILogger log)
{
    private readonly RefusalRate _rate = new();

    /// <summary>Resets a client, whose socket is released. True when a later <see cref="Flush"/> owes a line for it.</summary>
    public bool Refuse(AcceptedClient client, string reason, TimeSpan now)
    {
        SocketCutOff.CutOff(client.Socket);
        client.Socket.Dispose();
        var line = _rate.Note(now, PeerFormat.Format(client.Peer), reason);
        Log(line);
        return line is null;
    }

    /// <summary>Logs what was suppressed.</summary>
    public void Flush() => Log(_rate.Flush());

    private void Log(RefusalRate.Refusal? refusal)
    {
        if (refusal is not null)
            log.Refused(service, refusal.Peer, refusal.Reason, refusal.Suppressed > 0 ? $" suppressed={refusal.Suppressed}" : "");
    }
}
