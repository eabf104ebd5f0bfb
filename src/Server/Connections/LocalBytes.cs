using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Threads.Scheduling;

namespace ActorServer.Server.Connections;

/// <summary>
/// The bytes of a client at a Unix socket, of which the kernel keeps no counts: whoever reads and writes counts them. What is written
/// is with the client at once; what does not fit there is not written.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="counts">What whoever reads and writes it counts.</param>
/// <param name="now">The time that a client which has closed is given by; by default that in which the server does not stand still.</param>
internal sealed class LocalBytes(Socket socket, SocketCounts counts, Func<TimeSpan>? now = null) : IClientBytes
{
    /// <summary>
    /// A client that has closed its socket as a whole gets no answer any more, but its handler may still be at work on what it sent.
    /// Over TCP one that is gone is found out after as long.
    /// </summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(60);

    private long _in;
    private long _inAt = Environment.TickCount64;
    private long _sent;
    private long _queue;
    private long _taken;
    private TimeSpan? _hungUpAt;

    public bool TryRead(out ClientBytes bytes)
    {
        bytes = default;
        if (socket.SafeHandle.IsClosed || !Poll.State(socket.SafeHandle, out var state))
            return false;
        NoteInput();
        NoteTaken(state.HasRoom);
        bytes = new ClientBytes
        {
            In = _in,
            Out = _sent,
            Taken = _taken,
            Silent = Shorter(counts.Silent, TimeSpan.FromMilliseconds(Environment.TickCount64 - _inAt)),
            IsSending = !state.HasRoom,
            InputEnded = state.InputEnded,
            OutputEnded = false,
            IsClosed = IsClosed(state),
        };
        return true;
    }

    public long Unread() => Available();

    public long Unacknowledged() => _sent - _taken;

    /// <inheritdoc/>
    /// <remarks>The kernel tells by itself.</remarks>
    public void ProbeOneThatHasClosedItsSide()
    {
    }

    private void NoteInput()
    {
        var all = counts.Received + Available();
        if (all == _in)
            return;
        (_in, _inAt) = (all, Environment.TickCount64);
    }

    // With the client is all that its queue has room beside. In a full one each byte is counted with what it costs the kernel: what
    // that becomes less by has been taken, if not quite as much.
    private void NoteTaken(bool hasRoom)
    {
        var sent = counts.Sent;
        var queue = SocketCalls.OutputQueue(socket) ?? 0;
        var freed = _queue + (sent - _sent) - queue;
        _taken = hasRoom ? sent : Math.Min(sent, _taken + Math.Max(0, freed));
        (_sent, _queue) = (sent, queue);
    }

    private bool IsClosed(PolledState state)
    {
        if (!state.IsClosed)
            return false;
        var time = now?.Invoke() ?? AwakeTime.Instance.Now;
        _hungUpAt ??= time;
        return state.HasError || time - _hungUpAt >= GoneAfter;
    }

    private int Available()
    {
        try
        {
            return socket.Available;
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
