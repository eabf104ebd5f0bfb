using ActorServer.Server.Configuration;

namespace ActorServer.Server.Tests.Accepting;

public sealed class AkkaIoAcceptorTests() : ListenerTests(AcceptorKind.AkkaIo);
