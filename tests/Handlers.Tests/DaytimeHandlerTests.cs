using System.Text.RegularExpressions;
using ActorServer.TestKit;

namespace ActorServer.Handlers.Tests;

public partial class DaytimeHandlerTests
{
    [Fact]
    public void Daytime_says_the_time_in_one_line_and_closes_without_reading()
    {
        var clock = new FixedTime(new DateTimeOffset(1982, 2, 22, 17, 37, 43, TimeSpan.Zero));
        using var client = TestClient.Connect(() => new DaytimeHandler(clock));
        client.Expect("Monday, February 22, 1982 17:37:43-UTC\r\n");
        client.ExpectClosed();
    }

    [Fact]
    public void Daytime_throws_away_what_was_already_on_its_way()
    {
        using var client = TestClient.Connect<DaytimeHandler>();
        client.Send("what time is it?");
        client.CloseSending();
        Assert.Matches(Line(), client.ReadLine());
        client.ExpectClosed();
    }

    [GeneratedRegex(@"\A[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}, \d{4} \d\d:\d\d:\d\d-UTC\z")]
    private static partial Regex Line();
}
