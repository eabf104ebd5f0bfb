using ActorServer.Server.Isolation;


namespace ActorServer.Server.Tests.Isolation;

public sealed class EventBackendTests() : LocalBackendContract("dispatcher = test-event-dispatcher", context => new EventBackend(context));
