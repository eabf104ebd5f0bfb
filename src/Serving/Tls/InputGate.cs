using System.Net.Sockets;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Tls;

/// <summary>
/// Between a read that TLS makes and the end of our output. OpenSSL bears a thread that reads beside one that writes, but not that
/// our side is ended while it works on what has come; and a handler may leave a read behind when it returns. Thread-safe.
/// </summary>
internal sealed class InputGate
{
    private const int Free = 0;
    private const int Working = 1;
    private const int Closed = 2;

    private int _state;

    /// <summary>TLS is about to work on what has come.</summary>
    /// <exception cref="IOException">Our side has ended: nobody wants it any more.</exception>
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _state, Working, Free) == Closed)
            throw ClientFailure.OfRead(new SocketException((int)SocketError.Shutdown));
    }

    /// <summary>TLS waits for more to come, or has done.</summary>
    public void Leave() => Interlocked.CompareExchange(ref _state, Free, Working);

    /// <summary>From now on TLS works on nothing that comes. Waits for the work that is under way: on a record at most.</summary>
    public void Close()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _state, Closed, Free) == Working)
            spin.SpinOnce();
    }
}
