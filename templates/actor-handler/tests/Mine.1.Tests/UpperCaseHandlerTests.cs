using ActorServer.TestKit;

namespace Mine._1.Tests;

public sealed class UpperCaseHandlerTests
{
    [Fact]
    public void Answers_in_upper_case()
    {
        using var client = TestClient.Connect<UpperCaseHandler>();
        client.Expect("say something\n");
        client.Send("hel", "lo\n");
        client.Expect("HELLO\n");
        client.CloseSending();
        client.ExpectClosed();
    }
}
