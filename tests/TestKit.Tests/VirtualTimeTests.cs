using ActorServer.TestKit.Tests.Doubles;


namespace ActorServer.TestKit.Tests;

public class VirtualTimeTests
{
    [Fact]
    public void Time_stands_still_until_it_is_told_to_pass()
    {
        using var client = TestClient.Connect<TickingHandler>();
        client.ExpectNothing(TimeSpan.FromMilliseconds(1_200));
        client.Advance(TimeSpan.FromMilliseconds(999));
        client.ExpectNothing();
        client.Advance(TimeSpan.FromMilliseconds(1));
        client.Expect("1 ");
    }

    [Fact]
    public void All_that_is_due_happens_each_at_its_time()
    {
        using var client = TestClient.Connect<TickingHandler>();
        client.Advance(TimeSpan.FromMinutes(1));
        client.Expect("1 2 3 4 5 6 7 8 9 ");
        client.ExpectClosed();
    }

    [Fact]
    public void What_the_client_did_before_counts()
    {
        using var client = TestClient.Connect<TickingHandler>();
        client.Advance(TimeSpan.FromSeconds(5));
        client.Send("still here");
        client.Advance(TimeSpan.FromSeconds(9));
        client.Expect("1 2 3 4 5 6 7 8 9 10 11 12 13 14 ");
        client.ExpectNothing();
        client.Advance(TimeSpan.FromSeconds(1));
        client.ExpectClosed();
    }
}
