using ActorServer.Server.Accepting;


namespace ActorServer.Server.Tests.Accepting;

public sealed class AkkaIoAcceptorTests() : ListenerTests(AcceptorKind.AkkaIo);
