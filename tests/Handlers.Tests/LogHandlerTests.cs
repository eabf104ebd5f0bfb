
namespace ActorServer.Handlers.Tests;

[Collection(nameof(ServerOutput))]
public sealed class LogHandlerTests : LogTests<LogHandler>;
