using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Arrival;
using ActorServer.Tests.Shared;
using ActorServer.Threads.Scheduling;

namespace ActorServer.Server.Tests.Arrival;

public sealed class InputWatchTests : IDisposable
{
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    private readonly List<SocketPair> _pairs = [];
    private readonly InputWatch _watch = new("test", () => AwakeTime.Instance.Now);

    [Fact]
    public void Each_is_told_of_its_own_input_and_of_what_comes_later()
    {
        var some = Enumerable.Range(0, 100).Select(_ => Watch(pieces: 2)).ToArray();
        foreach (var one in some.Where((_, i) => i % 2 == 0))
            one.Pair.Peer.Send("x"u8);
        Assert.All(some.Where((_, i) => i % 2 == 0), one => one.Await("input", 1));
        foreach (var one in some)
            one.Pair.Peer.Send("x"u8);
        Assert.All(some.Where((_, i) => i % 2 == 0), one => one.Await("input", 2));
        Assert.All(some.Where((_, i) => i % 2 == 1), one => one.Await("input", 1));
        Assert.Equal(50, _watch.Take(_ => true).Count);
    }

    [Fact]
    public void The_end_of_the_input_and_a_reset_are_input_too()
    {
        var closing = Watch(pieces: 1);
        var resetting = Watch(pieces: 1);
        closing.Pair.Peer.Shutdown(SocketShutdown.Send);
        SocketPair.Abort(resetting.Pair.Peer);
        closing.Await("input", 1);
        resetting.Await("input", 1);
    }

    [Fact]
    public void Whoever_gets_none_is_told_when_its_time_is_up_and_the_others_are_not()
    {
        var patient = Watch(pieces: 1);
        var hasty = Watch(pieces: 1, AwakeTime.Instance.Now + TimeSpan.FromMilliseconds(50));
        hasty.Await("overdue", 1);
        Assert.Equal(patient, Assert.Single(_watch.Take(_ => true)));
        Assert.Equal(0, patient.Overdue);
    }

    [Fact]
    public void Who_has_been_taken_is_told_nothing()
    {
        var taken = Watch(pieces: 1);
        Assert.Equal(taken, Assert.Single(_watch.Take(_ => true)));
        taken.Pair.Peer.Send("x"u8);
        var other = Watch(pieces: 1);
        other.Pair.Peer.Send("x"u8);
        other.Await("input", 1);
        Assert.Equal(0, taken.Input);
    }

    [Fact]
    public void Its_end_is_the_end_of_those_it_watches()
    {
        var watched = Watch(pieces: 1);
        _watch.Dispose();
        var tooLate = Watch(pieces: 1);
        Assert.True(watched.Socket.SafeHandle.IsClosed);
        Assert.True(tooLate.Socket.SafeHandle.IsClosed);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _pairs.ForEach(pair => pair.Dispose());
    }

    private Watched Watch(int pieces, TimeSpan? deadline = null)
    {
        var pair = new SocketPair();
        _pairs.Add(pair);
        var watched = new Watched(pair, pieces, deadline ?? Never);
        _watch.Add(watched);
        return watched;
    }

    /// <summary>Reads one byte each time, and has enough after some.</summary>
    private sealed class Watched(SocketPair pair, int pieces, TimeSpan deadline) : WatchedSocket(pair.Accepted, deadline)
    {
        private int _input;
        private int _overdue;

        public SocketPair Pair => pair;

        public int Input => _input;

        public int Overdue => _overdue;

        public override bool OnInput()
        {
            _ = SocketCalls.ReceiveNow(Socket, stackalloc byte[1], out _);
            return Interlocked.Increment(ref _input) == pieces;
        }

        public override void OnOverdue() => Interlocked.Increment(ref _overdue);

        public void Await(string what, int count) =>
            Assert.True(SpinWait.SpinUntil(() => (what == "input" ? _input : _overdue) >= count, SocketPair.Patience), $"no {what}");
    }
}
