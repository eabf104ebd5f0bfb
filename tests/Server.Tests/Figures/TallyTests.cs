using ActorServer.Server.Figures;
using CsCheck;

namespace ActorServer.Server.Tests.Figures;

public sealed class TallyTests
{
    private static readonly string[] Reasons = ["peer-closed", "idle-timeout", "full"];

    [Fact]
    public void Whatever_happens_it_adds_up() =>
        Gen.Int[0, 29].Array[0, 300].Sample(steps =>
        {
            var tally = new Tally();
            foreach (var step in steps)
            {
                Do(tally, step % 5, Reasons[step / 5 % 3], step);
                Assert.Equal(tally.Accepted, tally.Closed.Values.Sum() + tally.Refused.Values.Sum() + tally.Served + tally.Held);
                Assert.True(tally is { Served: >= 0, Held: >= 0 });
            }
        });

    [Fact]
    public void What_was_read_does_not_change_any_more()
    {
        var tally = new Tally();
        tally.Enter();
        tally.Serve();
        tally.Close("peer-closed", 3, 4);
        var before = tally.Closed;
        tally.Enter();
        tally.Serve();
        tally.Close("peer-closed", 30, 40);
        Assert.Equal(1, before["peer-closed"]);
        Assert.Equal((33, 44), (tally.BytesIn, tally.BytesOut));
    }

    private static void Do(Tally tally, int what, string reason, int bytes)
    {
        switch (what)
        {
            case 0:
                tally.Enter();
                break;
            case 1 when tally.Held > 0:
                tally.Serve();
                break;
            case 2 when tally.Held > 0:
                tally.Refuse(reason);
                break;
            case 3 when tally.Served > 0:
                tally.Close(reason, bytes, bytes);
                break;
            case 4 when tally.Served > 0:
                tally.Unserve();
                break;
        }
    }
}
