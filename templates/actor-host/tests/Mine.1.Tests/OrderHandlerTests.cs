using ActorServer.TestKit;

namespace Mine._1.Tests;

public sealed class OrderHandlerTests
{
    [Fact]
    public void Confirms_each_order()
    {
        using var client = TestClient.Connect<OrderHandler>();
        client.Send("3 app", "les\n1 pear\n");
        client.Expect("ordered: 3 apples\nordered: 1 pear\n");
        client.CloseSending();
        client.ExpectClosed();
    }
}
