using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Tests.Shared;

/// <summary>A connection over loopback: the accepted socket, and the peer's.</summary>
internal sealed class SocketPair : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int ProtocolTcp = 6;
    private const int OptionTcpLinger2 = 8;

    public SocketPair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Peer.Connect(listener.LocalEndPoint!);
        Accepted = listener.Accept();
        Peer.ReceiveTimeout = Accepted.ReceiveTimeout = (int)Patience.TotalMilliseconds;
    }

    public Socket Accepted { get; }

    public Socket Peer { get; }

    public TcpInfo Info => TcpInfo.TryRead(Accepted, out var info) ? info : throw new InvalidOperationException("no TCP_INFO");

    public static void Receive(Socket socket, int count)
    {
        var buffer = new byte[count];
        for (var received = 0; received < count;)
            received += socket.Receive(buffer.AsSpan(received)) is var n and > 0 ? n : throw new EndOfStreamException();
    }

    /// <summary>Once the peer has closed and has our acknowledgement it is gone after a second; by default, after a minute.</summary>
    public void ForgetSoonAfterClosing() => Peer.SetRawSocketOption(ProtocolTcp, OptionTcpLinger2, BitConverter.GetBytes(1));

    /// <summary>Closes with a reset.</summary>
    public static void Abort(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Waits for what the kernel does in its own time.</summary>
    public void Await(Func<TcpInfo, bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition(Info), Patience))
            throw new TimeoutException($"not in time: {what}; state {Info.State}, in {Info.In}, out {Info.Out}");
    }

    /// <summary>Writes, without blocking from now on, until the peer that does not read lets no more in. How much was written.</summary>
    public long FillTheWindow()
    {
        var written = 0L;
        var last = -1L;
        Accepted.Blocking = false;
        // Until the window stays shut: the kernel takes a little more while acknowledgements still come.
        while (written != last)
        {
            last = written;
            try
            {
                while (true)
                    written += Accepted.Send(new byte[64 * 1024]);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                Await(info => info.LastDataSent >= 5, "a quiet line");
            }
        }

        return written;
    }

    /// <summary>What the peer meets, after the data that had arrived.</summary>
    public SocketError ErrorAtPeer() => ErrorAt(Peer);

    /// <summary>What a socket meets, after the data that had arrived.</summary>
    public static SocketError ErrorAt(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.Receive(buffer) > 0)
                continue;
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    public void Dispose()
    {
        Accepted.Dispose();
        Peer.Dispose();
    }
}
