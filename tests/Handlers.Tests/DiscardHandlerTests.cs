using ActorServer.TestKit;


namespace ActorServer.Handlers.Tests;

public class DiscardHandlerTests
{
    [Fact]
    public void Discard_reads_on_and_answers_nothing()
    {
        using var client = TestClient.Connect<DiscardHandler>();
        client.Send(new byte[10 * 64 * 1024]);
        client.ExpectNothing();
        Assert.Equal(0, client.UnreadBytes);
    }

    [Fact]
    public void Discard_closes_when_the_client_has_closed_its_side()
    {
        using var client = TestClient.Connect<DiscardHandler>();
        client.CloseSending();
        client.ExpectClosed();
    }
}
