using Akka.IO;

namespace ActorServer.Server.Tests.Isolation;

public sealed class UnmakeableHandler : ActorHandler
{
    public UnmakeableHandler() => throw new InvalidOperationException("cannot be made");

    protected override void OnReceived(ByteString data)
    {
    }
}
