using ActorServer.Server.Connections;
using Akka.TestKit.Xunit2;
using CsCheck;

namespace ActorServer.Server.Tests.Connections;

public sealed class ConnectionLifeTests : TestKit
{
    private const int Lives = 400;

    // Some expire during a life, some do not, and some are off.
    private static readonly Gen<TimeSpan> AnyTimeout = Gen.OneOf(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));

    private static readonly Gen<LimitSettings> AnyLimits = Gen.Select(
        Gen.OneOf(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)), AnyTimeout, AnyTimeout, AnyTimeout, AnyTimeout,
        (linger, idle, stall, lifetime, peerClosed) => new LimitSettings(1, 0, default, linger, idle, default, stall, lifetime, peerClosed));

    [Fact]
    public void Whatever_happens_in_whatever_order_there_is_one_record_one_release_and_one_word_to_the_service() =>
        Gen.Select(AnyLimits, Gen.Bool, Gen.Bool, Gen.Enum<ConnectionEvent>().List[0, 14]).Sample(
            (limits, keepOpen, isUnix, events) =>
            {
                using var life = new PlayedLife(this, limits, keepOpen, isUnix);
                foreach (var what in events)
                    life.Happens(what);
                life.EndsOnce();
            },
            iter: Lives,
            threads: 1);
}
