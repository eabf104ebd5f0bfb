namespace ActorServer.Server.Tests.Workers;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(TimeSpan time) => _now += time.Ticks;

    public override long GetTimestamp() => _now;
}
