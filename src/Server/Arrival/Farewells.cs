using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>Refuses clients with an end-of-file, and a text before it. So many are waited for at a time; the others are reset.</summary>
/// <param name="text">What is sent; it may be nothing.</param>
/// <param name="patience">How long a client is waited for that does not close its side.</param>
/// <param name="watch">Who waits.</param>
internal sealed class Farewells(ReadOnlyMemory<byte> text, TimeSpan patience, InputWatch watch)
{
    /// <summary>Each costs a descriptor, and a flood of clients must not cost more of them.</summary>
    public const int MostAtOnce = 64;

    private int _count;

    /// <summary>Refuses this client, whose socket is released; false, with nothing done, when there are too many already.</summary>
    public bool TryBid(Socket client, TimeSpan now)
    {
        if (Interlocked.Increment(ref _count) > MostAtOnce)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        var farewell = new Farewell(client, now + patience, () => Interlocked.Decrement(ref _count));
        if (!Say(client))
            farewell.OnOverdue();
        else if (!farewell.OnInput())
            watch.Add(farewell);
        return true;
    }

    private bool Say(Socket client)
    {
        try
        {
            // To a client to whom nothing has been sent there is room for that much.
            _ = SocketTransfer.SendNow(client.SafeHandle, text.Span);
            return SocketCalls.EndOutput(client.SafeHandle);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
