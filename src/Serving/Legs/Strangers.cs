using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>
/// Those who have connected as if they were legs, and have not said yet what a leg begins with. A bounded number, each for a bounded time;
/// whoever goes is reset. One thread's.
/// </summary>
/// <param name="firstLength">So many bytes a leg begins with; what comes after them is left where it is.</param>
/// <param name="patience">How long they are awaited.</param>
internal sealed class Strangers(int firstLength, TimeSpan patience) : IDisposable
{
    /// <summary>So many at most; one more, and the oldest goes.</summary>
    public const int Most = 64;

    // The oldest first.
    private readonly List<Stranger> _all = new(Most + 1);

    /// <summary>So many are there.</summary>
    public int Count => _all.Count;

    /// <summary>Somebody new, who has mostly said it already.</summary>
    public void Welcome(Socket socket, long now, Action<byte[], Socket> arrived)
    {
        var stranger = new Stranger(socket, new byte[firstLength], now + (long)patience.TotalMilliseconds);
        if (Hear(stranger, arrived))
            return;
        _all.Add(stranger);
        if (_all.Count > Most)
            Leave(0);
    }

    /// <summary>All of them, in order.</summary>
    public void AddTo(PollSet polled)
    {
        foreach (var stranger in _all)
            polled.Add((int)stranger.Socket.SafeHandle.DangerousGetHandle());
    }

    /// <summary>How long it may be waited, in milliseconds, until one of them is late; at most so long.</summary>
    public int UntilNextIsLate(long now, int most)
    {
        if (_all.Count == 0)
            return most;
        var left = (int)Math.Clamp(_all[0].LateAt - now, 0, int.MaxValue);
        return most == Timeout.Infinite ? left : Math.Min(left, most);
    }

    /// <summary>Hears those to whom something has happened, and sends away who is late.</summary>
    /// <param name="polled">They begin at its second place, in order.</param>
    /// <param name="known">So many of the oldest of them are in it.</param>
    /// <param name="now">The time.</param>
    /// <param name="arrived">Is told of legs.</param>
    public void Look(PollSet polled, int known, long now, Action<byte[], Socket> arrived)
    {
        // From the last on, so that those who go do not move those who have not been looked at.
        for (var index = known - 1; index >= 0; index--)
        {
            if (polled.HasHappened(index + 1) && Hear(_all[index], arrived))
                _all.RemoveAt(index);
        }

        while (_all.Count > 0 && _all[0].LateAt <= now)
            Leave(0);
    }

    public void Dispose()
    {
        while (_all.Count > 0)
            Leave(0);
    }

    // True when it is no stranger any more, or is gone.
    private static bool Hear(Stranger stranger, Action<byte[], Socket> arrived)
    {
        var first = stranger.First;
        var count = SocketCalls.ReceiveNow(stranger.Socket, first.AsSpan(stranger.Heard), out var error);
        stranger.Heard += count;
        if (stranger.Heard == first.Length)
            arrived(first, stranger.Socket);
        else if (error == SocketError.WouldBlock || count > 0)
            return false;
        else
            stranger.Socket.Dispose();
        return true;
    }

    private void Leave(int index)
    {
        _all[index].Socket.Dispose();
        _all.RemoveAt(index);
    }

    private sealed class Stranger(Socket socket, byte[] first, long lateAt)
    {
        public Socket Socket { get; } = socket;

        public byte[] First { get; } = first;

        public long LateAt { get; } = lateAt;

        public int Heard { get; set; }
    }
}
