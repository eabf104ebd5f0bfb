using ActorServer.Control.Top;
using ActorServer.Monitoring;

namespace ActorServer.Control.Tests;

public sealed class VerdictTests
{
    private readonly Verdict _verdict = new();

    [Fact]
    public void Well_when_nobody_waits() => Assert.Equal(("well", "57 clients served, nobody waits"), Judge(Live(Samples.Service())));

    [Fact]
    public void Well_when_nobody_is_there() => Assert.Equal(("well", "nobody is connected"), Judge(Live(Samples.Service(served: 0))));

    [Theory]
    [InlineData(64, 0, "default is full, 0 wait")]
    [InlineData(64, 7, "default is full, 7 wait")]
    [InlineData(60, 1, "default: 1 wait for a place")]
    public void Busy_when_a_service_is_full_or_somebody_waits(int served, int held, string reason) =>
        Assert.Equal(("busy", reason), Judge(Live(Samples.Service(served: served, held: held))));

    [Fact]
    public void A_service_is_full_when_its_workers_are() =>
        Assert.Equal("busy", Judge(Live(Samples.Service(served: 64, most: 1024, workers: Samples.Workers(64)))).Word);

    [Fact]
    public void Busy_when_it_is_paused() => Assert.Equal(("busy", "default is paused, new clients wait"), Judge(Live(Samples.Service(state: "paused"))));

    [Fact]
    public void Busy_for_a_minute_after_somebody_was_refused()
    {
        Judge(Live(Refused(5)));
        Assert.Equal(("busy", "default: 3.0/s refused"), Judge(Live(Refused(8), refusedRate: 3)));
        for (var second = 0; second < 59; second++)
            Assert.Equal(("busy", "default: 3 in the last minute refused"), Judge(Live(Refused(8))));
        Assert.Equal("well", Judge(Live(Refused(8))).Word);
    }

    [Fact]
    public void Failing_when_of_the_last_minutes_clients_one_of_a_hundred_failed_and_three_at_least()
    {
        Judge(Live(Closed(1_000, 0)));
        Assert.Equal("well", Judge(Live(Closed(1_010, 2))).Word);
        Assert.Equal(("failing", "3 of 103 clients failed in the last minute"), Judge(Live(Closed(1_100, 3))));
        Assert.Equal("well", Judge(Live(Closed(1_400, 3))).Word);
    }

    [Fact]
    public void Failing_when_workers_die()
    {
        Judge(Live(Samples.Service(workers: new WorkerCounts(0, 4, 57, 0, 100, 1_000, 7))));
        Assert.Equal(("failing", "5 workers died in the last minute"), Judge(Live(Samples.Service(workers: new WorkerCounts(0, 4, 57, 0, 100, 1_010, 12)))));
    }

    [Fact]
    public void Of_several_services_the_one_is_named()
    {
        var snapshot = Live(Closed(1_000, 0)) with { Services = [Service(Closed(1_000, 0)), Service(Samples.Service("other", held: 2))] };
        Assert.Equal(("busy", "other: 2 wait for a place"), Judge(snapshot));
    }

    [Fact]
    public void Draining_comes_first() =>
        Assert.Equal(("draining", "the server ends when 1 client has finished"), Judge(Live(Samples.Service(served: 1)) with { Server = Samples.Facts("draining") }));

    [Fact]
    public void Another_process_has_no_past()
    {
        Judge(Live(Closed(1_000, 0)));
        Assert.Equal("well", Judge(Live(Closed(5_000, 900)) with { Server = Samples.Facts() with { Pid = 9 } }).Word);
    }

    private static ServiceStatus Refused(long count) => Samples.Service(refused: new Dictionary<string, long> { ["full"] = count });

    private static ServiceStatus Closed(long well, long failed) => Samples.Service(
        closed: new Dictionary<string, long> { ["peer-closed"] = well, ["handler-failed"] = failed }, refused: new Dictionary<string, long>());

    private static LiveService Service(ServiceStatus status, double refusedRate = 0) => new(status, 1, refusedRate, 0.1, 0.2, 1, "bb", "00");

    private static LiveSnapshot Live(ServiceStatus status, double refusedRate = 0) => new(Samples.Facts(), [Service(status, refusedRate)], [], [], []);

    private (string Word, string Reason) Judge(LiveSnapshot snapshot)
    {
        _verdict.See(snapshot);
        return _verdict.Of(snapshot);
    }
}
