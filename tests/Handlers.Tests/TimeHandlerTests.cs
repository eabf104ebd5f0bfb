using System.Buffers.Binary;
using System.Globalization;
using ActorServer.TestKit;

namespace ActorServer.Handlers.Tests;

public class TimeHandlerTests
{
    // The first five are the RFC's own examples, as far as they are exact.
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 2_208_988_800)]
    [InlineData("1976-01-01T00:00:00Z", 2_398_291_200)]
    [InlineData("1980-01-01T00:00:00Z", 2_524_521_600)]
    [InlineData("1983-05-01T00:00:00Z", 2_629_584_000)]
    [InlineData("1900-01-01T00:00:01Z", 1)]
    [InlineData("2036-02-07T06:28:15Z", 4_294_967_295)]
    [InlineData("2036-02-07T06:28:15.999Z", 4_294_967_295)]
    [InlineData("2036-02-07T06:28:16Z", 0)]
    [InlineData("2036-02-07T06:28:17Z", 1)]
    public void Time_says_the_seconds_since_1900_in_network_order_and_closes(string now, uint seconds)
    {
        var clock = new FixedTime(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        using var client = TestClient.Connect(() => new TimeHandler(clock));
        Assert.Equal(seconds, BinaryPrimitives.ReadUInt32BigEndian(client.Read(sizeof(uint))));
        client.ExpectClosed();
    }

    [Fact]
    public void Time_goes_by_the_systems_clock_unless_it_is_told_another()
    {
        using var client = TestClient.Connect<TimeHandler>();
        var said = BinaryPrimitives.ReadUInt32BigEndian(client.Read(sizeof(uint)));
        var now = unchecked((uint)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2_208_988_800));
        Assert.InRange(unchecked(now - said), 0u, 60u);
    }
}
