
namespace ActorServer.Handlers.Tests;

[Collection(nameof(ServerOutput))]
public sealed class StreamLogHandlerTests : LogTests<StreamLogHandler>;
