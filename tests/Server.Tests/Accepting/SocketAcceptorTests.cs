using ActorServer.Server.Accepting;


namespace ActorServer.Server.Tests.Accepting;

public sealed class SocketAcceptorTests() : ListenerTests(AcceptorKind.Socket);
