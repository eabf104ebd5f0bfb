using System.Text.RegularExpressions;
using ActorServer.Protocol.Handling;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

public partial class DaytimeHandlerTests : TestKit
{
    [Fact]
    public void Daytime_says_the_time_in_one_line_and_closes_without_reading()
    {
        var clock = new FixedTime(new DateTimeOffset(1982, 2, 22, 17, 37, 43, TimeSpan.Zero));
        var connection = PlayedConnection.Of(this, Producer<DaytimeHandler>.Props(() => new DaytimeHandler(clock)));
        connection.ExpectWritten("Monday, February 22, 1982 17:37:43-UTC\r\n");
        connection.ExpectClose();
        connection.ExpectNothing();
        connection.EndWith(Tcp.Closed.Instance);
    }

    [Fact]
    public void Daytime_throws_away_what_was_already_on_its_way()
    {
        var connection = PlayedConnection.Of(this, Props.Create<DaytimeHandler>());
        connection.Send("what time is it?");
        Assert.Matches(Line(), connection.ExpectWrite().Data.ToString(System.Text.Encoding.ASCII));
        connection.ExpectClose();
        connection.EndInput();
        connection.ExpectNothing();
    }

    [GeneratedRegex(@"\A[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}, \d{4} \d\d:\d\d:\d\d-UTC\r\n\z")]
    private static partial Regex Line();
}
