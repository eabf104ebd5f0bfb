namespace ActorServer.Native.Sockets;

/// <summary>
/// Counts what goes over a socket of which the kernel keeps no counts, as it does of TCP alone (<see cref="TcpInfo"/>). Whoever
/// reads and writes the socket tells it. Thread-safe.
/// </summary>
/// <remarks>
/// A call that sends and waits says only at its end how much has gone. So nobody who counts waits in one: it sends what is taken at
/// once, and waits for room to send more.
/// </remarks>
internal sealed class SocketCounts
{
    private long _received;
    private long _sent;
    private long _lastAt = Environment.TickCount64;
    private volatile bool _isCutOff;

    /// <summary>Bytes read.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes that the kernel has taken; those of a Unix socket are with the peer then.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How long nothing has been read or taken.</summary>
    public TimeSpan Silent => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastAt));

    /// <summary>
    /// The socket's owner has cut the connection off. A Unix socket reads then as if the peer had closed it in order: this tells
    /// the one from the other.
    /// </summary>
    public bool IsCutOff => _isCutOff;

    /// <summary>So many bytes have been read.</summary>
    public void AddReceived(int bytes) => Add(ref _received, bytes);

    /// <summary>So many bytes have been taken.</summary>
    public void AddSent(int bytes) => Add(ref _sent, bytes);

    /// <summary>To be said before the socket is shut down.</summary>
    public void CutOff() => _isCutOff = true;

    private void Add(ref long count, int bytes)
    {
        if (bytes <= 0)
            return;
        Interlocked.Add(ref count, bytes);
        Volatile.Write(ref _lastAt, Environment.TickCount64);
    }
}
