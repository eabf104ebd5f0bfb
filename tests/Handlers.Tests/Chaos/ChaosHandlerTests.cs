
namespace ActorServer.Handlers.Tests.Chaos;

[Collection(nameof(ChaosDeeds))]
public sealed class ChaosHandlerTests : ChaosTests<ChaosHandler>;
