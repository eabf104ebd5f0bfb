using ActorServer.Server.Isolation;


using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Isolation;

public sealed class InlineBackendTests() : LocalBackendContract("nothing = set", context => new InlineBackend(context, NullLogger.Instance));
