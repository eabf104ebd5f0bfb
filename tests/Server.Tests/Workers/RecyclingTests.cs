using ActorServer.Server.Workers;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public class RecyclingTests
{
    private static readonly Gen<int> Percent = Gen.Int[0, 100];

    [Fact]
    public void Without_an_end_there_is_none_to_spread() =>
        Percent.Sample(jitter => Assert.Equal(int.MaxValue, ClientsOf(0, jitter).First()));

    [Fact]
    public void One_client_for_each_worker_stays_one() =>
        Percent.Sample(jitter => Assert.All(ClientsOf(1, jitter), clients => Assert.Equal(1, clients)));

    [Fact]
    public void A_worker_serves_at_least_one_client_and_never_more_than_its_most_nor_fewer_than_the_jitter_allows() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Percent).Sample((most, jitter) =>
            Assert.All(ClientsOf(most, jitter), clients => Assert.InRange(clients, Math.Max(1, most - (int)((long)most * jitter / 100)), most)));

    [Fact]
    public void A_worker_serves_at_least_as_many_as_it_may_have_at_once() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 200], Percent).Sample((atOnce, more, jitter) =>
            Assert.InRange(new Recycling(atOnce + more, jitter, new Random(7788), atOnce).ClientsOfNext(), atOnce, atOnce + more));

    [Fact]
    public void Workers_that_were_started_together_do_not_all_end_together() =>
        Assert.True(ClientsOf(1000, 10).Distinct().Count() > 30);

    [Fact]
    public void Without_jitter_the_number_is_exact() =>
        Assert.All(ClientsOf(1000, 0), clients => Assert.Equal(1000, clients));

    private static IEnumerable<int> ClientsOf(int most, int jitter)
    {
        var recycling = new Recycling(most, jitter, new Random(7788));
        return Enumerable.Range(0, 50).Select(_ => recycling.ClientsOfNext());
    }
}
