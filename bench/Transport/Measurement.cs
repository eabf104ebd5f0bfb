using System.Diagnostics;
using Akka.Actor;

namespace ActorServer.Bench.Transport;

/// <summary>One thing that is measured of a pair: round trips one after the other, or messages one way.</summary>
internal sealed record Measurement(string Name, string Unit, int Size, int Count, bool RoundTrips)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Measurement[] All(double scale) =>
    [
        new("16 B round trip", "µs", 16, (int)(10_000 * scale), RoundTrips: true),
        new("16 KiB round trip", "µs", 16 * 1024, (int)(5_000 * scale), RoundTrips: true),
        new("16 B messages", "1/s", 16, (int)(100_000 * scale), RoundTrips: false),
        new("16 KiB messages", "1/s", 16 * 1024, (int)(20_000 * scale), RoundTrips: false),
    ];

    public async Task<double> RunAsync(Pair pair)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new byte[Size];
        var clock = Stopwatch.StartNew();
        if (RoundTrips)
            StartRoundTrips(pair, message, done);
        else
            SendOneWay(pair, message, done);
        await done.Task.WaitAsync(Patience);
        var seconds = clock.Elapsed.TotalSeconds;
        return RoundTrips ? seconds / Count * 1e6 : Count / seconds;
    }

    private void StartRoundTrips(Pair pair, byte[] message, TaskCompletionSource done)
    {
        var echo = pair.StartFar(Props.Create(() => new Echo()));
        pair.StartNear(Props.Create(() => new Pinger(echo, message, Count, done)));
    }

    private void SendOneWay(Pair pair, byte[] message, TaskCompletionSource done)
    {
        var counter = pair.StartFar(Props.Create(() => new Counter(Count, done)));
        for (var sent = 0; sent < Count; sent++)
            counter.Tell(message);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Pinger(IActorRef echo, byte[] message, int count, TaskCompletionSource done) : UntypedActor
    {
        private int _left = count;

        protected override void PreStart() => echo.Tell(message);

        protected override void OnReceive(object answer)
        {
            if (--_left > 0)
                echo.Tell(message);
            else
                done.TrySetResult();
        }
    }

    private sealed class Counter(int count, TaskCompletionSource done) : UntypedActor
    {
        private int _left = count;

        protected override void OnReceive(object message)
        {
            if (--_left == 0)
                done.TrySetResult();
        }
    }
}
