using ActorServer.TestKit;


namespace ActorServer.Handlers.Tests.Chaos;

[Collection(nameof(ChaosDeeds))]
public sealed class StreamChaosHandlerTests : ChaosTests<StreamChaosHandler>
{
    [Fact]
    public void It_stays_on_its_thread()
    {
        using var client = TestClient.Connect<StreamChaosHandler>();
        client.Send("whoami\n");
        var first = client.ReadLine();
        client.Send("block 1ms\nwhoami\n");
        client.Expect("ok\n");
        Assert.Equal(first, client.ReadLine());
    }
}
