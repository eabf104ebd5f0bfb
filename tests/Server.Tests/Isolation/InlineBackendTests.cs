using ActorServer.Server.Isolation;


namespace ActorServer.Server.Tests.Isolation;

public sealed class InlineBackendTests() : LocalBackendContract("nothing = set", context => new InlineBackend(context));
