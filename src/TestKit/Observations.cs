using System.Runtime.InteropServices;
using Akka.IO;

namespace ActorServer.TestKit;

/// <summary>
/// What has come to the client and how its handler stands: noted by the played connection, waited for by the test.
/// Thread-safe.
/// </summary>
internal sealed class Observations
{
    // As a receive buffer of the kernel's: a handler that writes without end fills it and waits.
    private const int ReceiveBuffer = 64 * 1024;

    private readonly object _changed = new();
    private readonly List<byte> _received = [];
    private HandlerState _state = new();

    /// <summary>How the handler stands.</summary>
    public HandlerState State
    {
        get
        {
            lock (_changed)
                return _state;
        }
    }

    /// <summary>Whether the client takes another piece before the test has looked at what came.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_changed)
                return _received.Count < ReceiveBuffer;
        }
    }

    /// <summary>A piece has come.</summary>
    public void Receive(ByteString piece)
    {
        lock (_changed)
        {
            _received.AddRange(piece.ToReadOnlySpan());
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>The handler stands otherwise now.</summary>
    public void Note(HandlerState state)
    {
        lock (_changed)
        {
            _state = state;
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>What has come and has not been taken.</summary>
    public byte[] Peek()
    {
        lock (_changed)
            return [.. _received];
    }

    /// <summary>Takes some of what came, and waits until something does. Empty when the connection has ended, or out of time.</summary>
    public byte[] Take(int most, Deadline deadline)
    {
        lock (_changed)
        {
            Await((state, bytes) => bytes > 0 || state.End != ConnectionEnd.None, deadline);
            var taken = CollectionsMarshal.AsSpan(_received)[..Math.Min(most, _received.Count)].ToArray();
            _received.RemoveRange(0, taken.Length);
            return taken;
        }
    }

    /// <summary>Waits for a state of the handler and a number of bytes that have come; false when out of time.</summary>
    public bool Await(Func<HandlerState, int, bool> condition, Deadline deadline)
    {
        lock (_changed)
        {
            while (!condition(_state, _received.Count))
            {
                if (deadline.Left is var left && (left == TimeSpan.Zero || !Monitor.Wait(_changed, left)))
                    return condition(_state, _received.Count);
            }

            return true;
        }
    }
}
