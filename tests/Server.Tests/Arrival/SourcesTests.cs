using System.Net;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Arrival;
using CsCheck;

namespace ActorServer.Server.Tests.Arrival;

public class SourcesTests
{
    private static readonly PenaltySettings Penalties = new(
        WorkerDied: TimeSpan.FromSeconds(10), HandlerFailed: TimeSpan.FromSeconds(5), HandshakeFailed: TimeSpan.FromSeconds(1),
        Threshold: TimeSpan.FromSeconds(15), Longest: TimeSpan.FromSeconds(30));

    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Other = IPAddress.Parse("10.0.0.2");

    [Fact]
    public void A_source_has_so_many_clients_at_once_and_each_that_goes_makes_room_once()
    {
        var sources = new Sources(new SourceSettings(2, default), PenaltySettings.Off);
        var client = Enter(sources, One);
        Enter(sources, One);
        Assert.Equal(RefusalReason.SourceFull, sources.WhyNot(One, default));
        Assert.Null(sources.WhyNot(Other, default));
        sources.Leave(client, default);
        sources.Leave(client, default);
        Enter(sources, One);
        Assert.Equal(RefusalReason.SourceFull, sources.WhyNot(One, default));
    }

    [Fact]
    public void A_source_sends_a_burst_and_then_so_many_a_second()
    {
        var sources = new Sources(new SourceSettings(0, new RateSettings(PerSecond: 2, Burst: 3)), PenaltySettings.Off);
        Assert.Equal([null, null, null, RefusalReason.SourceRate], Enumerable.Range(0, 4).Select(_ => sources.WhyNot(One, Seconds(1))));
        Assert.Null(sources.WhyNot(Other, Seconds(1)));
        Assert.Equal(RefusalReason.SourceRate, sources.WhyNot(One, Seconds(1.4)));
        Assert.Null(sources.WhyNot(One, Seconds(1.5)));
        Assert.Equal(RefusalReason.SourceRate, sources.WhyNot(One, Seconds(1.5)));
    }

    [Fact]
    public void A_source_is_refused_from_the_threshold_on_until_nothing_is_left()
    {
        var sources = new Sources(SourceSettings.Off, Penalties);
        End(sources, One, EndReason.WorkerDied, Seconds(0));
        Assert.Null(sources.WhyNot(One, Seconds(0)));
        End(sources, One, EndReason.HandlerFailed, Seconds(0));
        Assert.Equal(RefusalReason.Penalised, sources.WhyNot(One, Seconds(14.9)));
        Assert.Null(sources.WhyNot(Other, Seconds(0)));
        Assert.Null(sources.WhyNot(One, Seconds(15)));
        // What was before counts no more.
        End(sources, One, EndReason.WorkerDied, Seconds(15));
        Assert.Null(sources.WhyNot(One, Seconds(15)));
    }

    [Fact]
    public void Below_the_threshold_what_is_left_counts_with_the_next_one()
    {
        var sources = new Sources(SourceSettings.Off, Penalties);
        End(sources, One, EndReason.WorkerDied, Seconds(0));
        End(sources, One, EndReason.WorkerDied, Seconds(4));
        Assert.Equal(RefusalReason.Penalised, sources.WhyNot(One, Seconds(4)));
        Assert.Null(sources.WhyNot(One, Seconds(20)));
    }

    [Fact]
    public void No_source_is_kept_out_for_longer_than_the_longest()
    {
        var sources = new Sources(SourceSettings.Off, Penalties);
        object[] clients = [.. Enumerable.Range(0, 100).Select(_ => Enter(sources, One))];
        foreach (var client in clients)
            sources.Leave(client, Seconds(1), EndReason.WorkerDied);
        Assert.Equal(RefusalReason.Penalised, sources.WhyNot(One, Seconds(30.9)));
        Assert.Null(sources.WhyNot(One, Seconds(31)));
    }

    [Fact]
    public void Other_ends_are_no_harm() => Gen.OneOf(EndReason.PeerReset, EndReason.HandlerClosed, EndReason.IdleTimeout, EndReason.WorkerUnavailable)
        .Array[1, 20].Sample(reasons =>
        {
            var sources = new Sources(SourceSettings.Off, Penalties);
            foreach (var reason in reasons)
                End(sources, One, reason, default);
            Assert.Null(sources.WhyNot(One, default));
        });

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.255", 24, 64, true)]
    [InlineData("10.0.0.1", "10.0.1.1", 24, 64, false)]
    [InlineData("10.0.0.1", "10.0.0.2", 32, 64, false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", 32, 64, true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", 32, 64, true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", 32, 64, false)]
    [InlineData("2001:db8::1", "2001:db8::2", 32, 128, false)]
    [InlineData("0.0.0.0", "::", 1, 1, false)]
    public void A_source_is_those_whose_addresses_begin_alike(string one, string other, int prefixV4, int prefixV6, bool isSame) =>
        Assert.Equal(isSame, Source.Of(IPAddress.Parse(one), prefixV4, prefixV6) == Source.Of(IPAddress.Parse(other), prefixV4, prefixV6));

    [Fact]
    public void A_source_of_which_nothing_is_left_is_forgotten()
    {
        var sources = new Sources(new SourceSettings(1, default), Penalties);
        End(sources, One, EndReason.PeerClosed, default);
        Assert.Equal(0, sources.Count);
        End(sources, One, EndReason.WorkerDied, default);
        Assert.Equal(1, sources.Count);
        Assert.Null(sources.WhyNot(One, Seconds(10)));
        Assert.Equal(0, sources.Count);
    }

    [Fact]
    public void A_million_sources_cost_bounded_memory_and_those_with_clients_stay_counted()
    {
        var sources = new Sources(new SourceSettings(1, new RateSettings(1, 1)), Penalties);
        Enter(sources, One);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
            End(sources, new IPAddress([(byte)(20 + (i >> 16)), (byte)(i >> 8), (byte)i, 1]), EndReason.HandlerFailed, Seconds(1 + (i * 1e-6)));
        Assert.Equal(Sources.MostIdle + 1, sources.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 32L << 20);
        Assert.Equal(RefusalReason.SourceFull, sources.WhyNot(One, Seconds(3)));
        Assert.Equal(1, sources.Clients);
    }

    [Fact]
    public void It_decides_as_a_simple_model_does()
    {
        var settings = new SourceSettings(2, new RateSettings(PerSecond: 1, Burst: 2), PrefixV4: 24);
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 2_000]).Array[1, 60].Sample(events =>
        {
            var sources = new Sources(settings, Penalties, mostIdle: 3);
            var model = new SourcesModel(settings, Penalties, mostIdle: 3);
            var now = TimeSpan.Zero;
            foreach (var (kind, number, milliseconds) in events)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                if (kind > 2)
                {
                    var reason = sources.WhyNot(AddressOf(number), now);
                    Assert.Equal(model.WhyNot(number, now), reason);
                    if (reason is null)
                        sources.Enter(model.Enter(number), AddressOf(number));
                }
                else if (model.AnyClientOf(number) is { } client)
                {
                    var end = kind switch { 0 => EndReason.WorkerDied, 1 => EndReason.HandlerFailed, _ => null };
                    model.Leave(client, now, end);
                    sources.Leave(client, now, end);
                }

                Assert.Equal((model.Count, model.Clients), (sources.Count, sources.Clients));
            }
        });
    }

    private static IPAddress AddressOf(int source) => new([10, 0, (byte)source, (byte)(source * 7)]);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static object Enter(Sources sources, IPAddress address)
    {
        var client = new object();
        sources.Enter(client, address);
        return client;
    }

    private static void End(Sources sources, IPAddress address, string reason, TimeSpan now) => sources.Leave(Enter(sources, address), now, reason);
}
