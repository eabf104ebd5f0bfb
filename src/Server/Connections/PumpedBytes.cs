using ActorServer.Serving.Pumping;

namespace ActorServer.Server.Connections;

/// <summary>The bytes of a client whose worker has one end of a pair: those that wait in the pair have not arrived either.</summary>
internal sealed class PumpedBytes(IClientBytes client, LocalPair pair) : IClientBytes
{
    public bool TryRead(out ClientBytes bytes) => client.TryRead(out bytes);

    public long Unread() => client.Unread() + pair.Unread;

    public long Unacknowledged() => client.Unacknowledged() + pair.Unmoved;

    public void ProbeOneThatHasClosedItsSide() => client.ProbeOneThatHasClosedItsSide();
}
