using ActorServer.TestKit;

namespace Mine._1.Tests;

public sealed class GreetingHandlerTests
{
    [Fact]
    public void Greets_each_name()
    {
        using var client = TestClient.Connect<GreetingHandler>();
        client.Send("Ada\nGra", "ce\n");
        client.Expect("hello Ada\nhello Grace\n");
        client.CloseSending();
        client.ExpectClosed();
    }
}
