using ActorServer.Serving.Pumping;

namespace ActorServer.Server.Connections;

/// <summary>
/// The bytes of a client whose worker has one end of a pair: those that wait in the pair have not arrived either. What is moved may be other
/// bytes than the client's, whose TLS ends in between; so what a handler has taken is told by the pair alone.
/// </summary>
internal sealed class PumpedBytes(IClientBytes client, Pump pump, LocalPair pair) : IClientBytes
{
    public bool TryRead(out ClientBytes bytes) => client.TryRead(out bytes);

    public long Unread() => client.Unread() + pair.Unread;

    public long? TakenByHandler() => pump.MovedToHandler - pair.Unread;

    public long Unacknowledged() => client.Unacknowledged() + pair.Unmoved;

    public void ProbeOneThatHasClosedItsSide() => client.ProbeOneThatHasClosedItsSide();
}
