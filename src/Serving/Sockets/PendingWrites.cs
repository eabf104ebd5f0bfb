using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Sockets;

/// <summary>
/// What a handler has written and the transport has not taken yet, in order. An acknowledgement that a write asks for is sent to
/// the handler when the transport has taken all of that write.
/// </summary>
internal sealed class PendingWrites(IByteTransport transport, IActorRef handler)
{
    // The handler keeps within its window by itself; this bounds one that does not.
    public const int MostBytes = 4 * ActorHandler.Window;
    public const int MostWrites = MostBytes / 16;

    private readonly Queue<PendingWrite> _writes = new();
    private int _bytes;
    private bool _awaitingRoom;

    /// <summary>Whether this one may be added.</summary>
    public bool HasRoomFor(Tcp.Write write) => _writes.Count < MostWrites && _bytes + write.Data.Count <= MostBytes;

    /// <summary>One more, after all the others.</summary>
    public void Add(Tcp.Write write)
    {
        _bytes += write.Data.Count;
        _writes.Enqueue(new PendingWrite(write));
    }

    /// <summary>Sends what is taken now. <see cref="Transfer.Done"/> when nothing is left.</summary>
    public Transfer Send()
    {
        while (!_awaitingRoom && _writes.TryPeek(out var write))
        {
            var outcome = SendOne(write);
            if (outcome == Transfer.MustWait)
            {
                _awaitingRoom = true;
                transport.SendLater(write.Rest);
            }

            if (outcome != Transfer.Done)
                return outcome;
            _writes.Dequeue();
            _bytes -= write.Count;
            if (write.Acknowledgement is { } acknowledgement)
                handler.Tell(acknowledgement);
        }

        return _awaitingRoom ? Transfer.MustWait : Transfer.Done;
    }

    /// <summary>The transport has sent what it had to send later: goes on with the rest.</summary>
    public Transfer SendOn()
    {
        _awaitingRoom = false;
        var sent = transport.SentLater(out var outcome);
        if (outcome == Transfer.Lost)
            return outcome;
        _writes.Peek().Sent += sent;
        return Send();
    }

    /// <summary>Nothing of it will be sent.</summary>
    public void Clear() => _writes.Clear();

    private Transfer SendOne(PendingWrite write)
    {
        while (write.Sent < write.Count)
        {
            write.Sent += transport.Send(write.Rest, out var outcome);
            if (outcome != Transfer.Done)
                return outcome;
        }

        return Transfer.Done;
    }

    private sealed class PendingWrite(Tcp.Write write)
    {
        public int Count => write.Data.Count;

        public int Sent { get; set; }

        public ReadOnlySpan<byte> Rest => write.Data.ToReadOnlySpan()[Sent..];

        public Tcp.Event? Acknowledgement => write.WantsAck ? write.Ack : null;
    }
}
