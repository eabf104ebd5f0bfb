using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Connections;

/// <summary>
/// One client that is held or served, as an operator sees it. Whoever owns the client writes here, plainly and without waiting for
/// anybody; any thread may read at any time. While it is served its bytes are read from its socket when somebody asks.
/// </summary>
/// <remarks>
/// .NET unblocks whoever is in a call on a socket that it closes, and resets the client for that. So nobody is: who finds a reader at the
/// socket leaves it to him to close it, and who reads finds the socket open or does not touch it.
/// </remarks>
/// <param name="id">Its id.</param>
/// <param name="peer">The client's address.</param>
/// <param name="acceptedAt">When it was accepted, in ticks of <see cref="Stopwatch"/>.</param>
internal sealed class ConnectionEntry(string id, EndPoint peer, long acceptedAt)
{
    private const int Attached = 1;
    private const int BeingRead = 2;
    private const int LeftToReader = 3;
    private const int Released = 4;

    private int _use;
    private Socket? _socket;
    private string? _peerText;
    private SocketCounts? _counts;
    private int _headerLength;
    private volatile WorkerIdentity? _worker;
    private volatile ConnectionPhase _phase;
    private volatile bool _isStalled;
    private long _in;
    private long _out;
    private long _movedAt = Environment.TickCount64;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>The client's address.</summary>
    public EndPoint Peer => peer;

    /// <summary>The same as in the records. Written when it is first asked for.</summary>
    public string PeerText => _peerText ??= PeerFormat.Format(peer);

    /// <summary>Bytes received, as they were last seen.</summary>
    public long LastIn => Volatile.Read(ref _in);

    /// <summary>Bytes sent, likewise.</summary>
    public long LastOut => Volatile.Read(ref _out);

    /// <summary>When it was accepted, in ticks of <see cref="Stopwatch"/>.</summary>
    public long AcceptedAt => acceptedAt;

    /// <summary>Its place on the scoreboard, or among the held. Its owner's alone.</summary>
    public int Place { get; set; }

    /// <summary>How far it has come.</summary>
    public ConnectionPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>Its worker; null without one.</summary>
    public WorkerIdentity? Worker
    {
        get => _worker;
        set => _worker = value;
    }

    /// <summary>Whether it has had something to do for a while, and nothing came of it.</summary>
    public bool IsStalled => _isStalled;

    /// <summary>How long no byte has moved, as it was last seen.</summary>
    public TimeSpan Idle => TimeSpan.FromMilliseconds(Math.Max(0, Environment.TickCount64 - Volatile.Read(ref _movedAt)));

    /// <summary>Its bytes may be read here from now on, until <see cref="Release"/>.</summary>
    public void Attach(Socket socket, SocketCounts? counts, int headerLength)
    {
        (_socket, _counts, _headerLength) = (socket, counts, headerLength);
        Volatile.Write(ref _use, Attached);
    }

    /// <summary>What its owner has just seen.</summary>
    public void Note(long bytesIn, long bytesOut, TimeSpan silent, bool isStalled = false)
    {
        Volatile.Write(ref _in, bytesIn);
        Volatile.Write(ref _out, bytesOut);
        Volatile.Write(ref _movedAt, Environment.TickCount64 - (long)silent.TotalMilliseconds);
        _isStalled = isStalled;
    }

    /// <summary>Closes the socket, or leaves that to whoever reads it right now.</summary>
    public void Release(Socket socket)
    {
        while (Volatile.Read(ref _use) is Attached or BeingRead)
        {
            if (Interlocked.CompareExchange(ref _use, LeftToReader, BeingRead) == BeingRead)
                return;
            if (Interlocked.CompareExchange(ref _use, Released, Attached) == Attached)
                break;
        }

        if (Volatile.Read(ref _use) != LeftToReader)
            socket.Dispose();
    }

    /// <summary>The bytes in and out as they are now; where nothing can be read, as they were last seen.</summary>
    public (long In, long Out) ReadBytes()
    {
        if (Interlocked.CompareExchange(ref _use, BeingRead, Attached) == Attached)
        {
            try
            {
                Look(_socket!);
            }
            finally
            {
                if (Interlocked.CompareExchange(ref _use, Attached, BeingRead) == LeftToReader)
                {
                    Volatile.Write(ref _use, Released);
                    _socket!.Dispose();
                }
            }
        }

        return (LastIn, LastOut);
    }

    private void Look(Socket socket)
    {
        if (_counts is { } counts)
            Note(counts.Received + Available(socket), counts.Sent, counts.Silent, _isStalled);
        else if (TcpInfo.TryRead(socket, out var info))
            Note(Math.Max(0, info.In - _headerLength), info.Out, TimeSpan.FromMilliseconds(Math.Min(info.LastDataSent, info.LastDataReceived)), _isStalled);
    }

    private static int Available(Socket socket)
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
}
