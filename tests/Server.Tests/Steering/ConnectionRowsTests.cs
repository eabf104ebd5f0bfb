using System.Diagnostics;
using System.Net;
using ActorServer.Monitoring;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Steering;
using ActorServer.Server.Tests.Configuration;

namespace ActorServer.Server.Tests.Steering;

public sealed class ConnectionRowsTests
{
    private readonly ServiceFigures _figures = new(TestSettings.Of("").Services[0]);
    private long _arrived = Stopwatch.GetTimestamp() - Stopwatch.Frequency;

    public ConnectionRowsTests()
    {
        Serve("c-2", 30).Note(30, 1, TimeSpan.Zero);
        Serve("c-10", 10).Note(10, 2, TimeSpan.Zero);
        Serve("c-9", 20, new WorkerIdentity(7, 812)).Note(20, 3, TimeSpan.Zero);
        var held = Entry("h-1", 40);
        _figures.Connections.Hold(held);
    }

    [Fact]
    public void They_come_in_the_order_of_arrival() => Assert.Equal(["c-2", "c-10", "c-9", "h-1"], Ids(new ConnectionQuery()));

    [Theory]
    [InlineData("id", "c-2 c-9 c-10 h-1")]
    [InlineData("in", "h-1 c-10 c-9 c-2")]
    [InlineData("out", "h-1 c-2 c-10 c-9")]
    [InlineData("ageSeconds", "h-1 c-9 c-10 c-2")]
    [InlineData("peer", "c-10 c-9 c-2 h-1")]
    [InlineData("pid", "c-2 c-10 h-1 c-9")]
    public void They_are_sorted_by_any_field(string by, string ids)
    {
        var expected = ids.Split(' ');
        Assert.Equal(expected, Ids(new ConnectionQuery(SortBy: by)));
        Assert.Equal(expected[^1], Ids(new ConnectionQuery(SortBy: by, Descending: true))[0]);
    }

    [Theory]
    [InlineData("812", "c-9")]
    [InlineData("c-1", "c-10")]
    [InlineData(":40", "h-1")]
    [InlineData("HELD", "h-1")]
    public void They_are_found_by_what_they_contain(string text, string id) => Assert.Equal([id], Ids(new ConnectionQuery(Text: text)));

    [Fact]
    public void A_part_of_them_comes_with_how_many_there_are()
    {
        var page = Read(new ConnectionQuery(State: "open", Skip: 1, Take: 1));
        Assert.Equal((3, "c-10"), (page.Total, Assert.Single(page.Rows).Id));
        Assert.Equal(0, Read(new ConnectionQuery(Service: "other")).Total);
        Assert.Empty(Read(new ConnectionQuery(Skip: -1, Take: -1)).Rows);
        Assert.Throws<ArgumentException>(() => Read(new ConnectionQuery(SortBy: "beauty")));
    }

    [Fact]
    public void The_one_at_a_place_of_the_scoreboard_is_found()
    {
        Assert.Equal(["c-10"], Ids(new ConnectionQuery(Place: 1)));
        Assert.Empty(Ids(new ConnectionQuery(Place: 3)));
        Assert.Equal([0, 1, 2, null], Read(new ConnectionQuery()).Rows.Select(row => row.Place));
    }

    private ConnectionPage Read(ConnectionQuery query) => ConnectionRows.Read([_figures], query);

    private string[] Ids(ConnectionQuery query) => [.. Read(query).Rows.Select(row => row.Id)];

    private ConnectionEntry Serve(string id, int port, WorkerIdentity? worker = null)
    {
        var entry = Entry(id, port);
        entry.Worker = worker;
        _figures.Connections.Serve(entry);
        return entry;
    }

    private ConnectionEntry Entry(string id, int port) => new(id, new IPEndPoint(IPAddress.Loopback, port), ++_arrived);
}
