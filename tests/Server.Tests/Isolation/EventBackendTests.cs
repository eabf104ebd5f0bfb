using ActorServer.Server.Isolation;


using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Isolation;

public sealed class EventBackendTests() : LocalBackendContract("dispatcher = test-event-dispatcher", context => new EventBackend(context, NullLogger.Instance));
