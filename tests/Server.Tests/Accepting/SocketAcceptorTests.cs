using ActorServer.Server.Configuration;

namespace ActorServer.Server.Tests.Accepting;

public sealed class SocketAcceptorTests() : ListenerTests(AcceptorKind.Socket);
