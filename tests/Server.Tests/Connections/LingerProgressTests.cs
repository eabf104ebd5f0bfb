using ActorServer.Server.Connections;


namespace ActorServer.Server.Tests.Connections;

public class LingerProgressTests
{
    [Fact]
    public void The_wait_begins_anew_whenever_the_client_takes_bytes()
    {
        var progress = new LingerProgress(TimeSpan.Zero);
        progress.Waited(Ms(0), sending: true, taken: 10);
        Assert.Equal(Ms(900), progress.Waited(Ms(900), sending: true, taken: 10));
        Assert.Equal(Ms(0), progress.Waited(Ms(1000), sending: true, taken: 20));
        Assert.Equal(Ms(0), progress.Waited(Ms(1500), sending: false, taken: 20));
        Assert.Equal(Ms(2000), progress.Waited(Ms(3500), sending: false, taken: 20));
    }

    [Fact]
    public void Acknowledgements_are_asked_for_ever_more_rarely()
    {
        var progress = new LingerProgress(TimeSpan.Zero);
        var checks = Enumerable.Range(0, 6).Select(_ => progress.NextCheck(true, Ms(2000), Ms(1), Ms(10))).ToArray();
        Assert.Equal([Ms(1), Ms(2), Ms(4), Ms(8), Ms(10), Ms(10)], checks);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
