using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>
/// Accepts legs and reads how they begin, on a thread of its own that never waits for one of them. Who does not begin, or not to the end,
/// is a stranger: there is a bounded number of those, of whom the oldest goes first, for a bounded time, and each is reset.
/// </summary>
/// <remarks>.NET waits for no leg, so that it never has one in its epoll.</remarks>
internal sealed class LegListener : IDisposable
{
    private const int Backlog = 512;
    private const int TcpDeferAccept = 9;

    // No descriptor is left, most likely: the next attempt would fail as well.
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly Waker _waker;
    private readonly Strangers _strangers;
    private readonly TimeSpan _legTimeout;
    private readonly Action<byte[], Socket> _arrived;
    private readonly PollSet _polled = new();
    private readonly Lock _lock = new();
    private bool _isDisposed;
    private bool _isOver;
    private long _restsUntil;

    private LegListener(Socket socket, Waker waker, Strangers strangers, TimeSpan legTimeout, Action<byte[], Socket> arrived)
    {
        _socket = socket;
        _waker = waker;
        _strangers = strangers;
        _legTimeout = legTimeout;
        _arrived = arrived;
        Address = (IPEndPoint)socket.LocalEndPoint!;
        new Thread(Run, 256 * 1024) { IsBackground = true, Name = "legs-accept" }.Start();
    }

    /// <summary>Where legs are accepted.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="at">The address; port 0 for any.</param>
    /// <param name="firstLength">So many bytes each leg begins with.</param>
    /// <param name="patience">How long they are awaited.</param>
    /// <param name="legTimeout">How long the other host may be silent, later on, before a leg is lost.</param>
    /// <param name="arrived">
    /// Is given what a leg began with, and the leg, on the listener's thread: it returns soon and throws nothing. The leg is blocking, its
    /// linger is 0.
    /// </param>
    /// <exception cref="SocketException">Nobody can listen there.</exception>
    public static LegListener Listen(IPEndPoint at, int firstLength, TimeSpan patience, TimeSpan legTimeout, Action<byte[], Socket> arrived)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Inherited, so that there is no moment at which a leg would be without.
            LegOptions.Set(socket, legTimeout);
            if (OperatingSystem.IsLinux())
                SocketCalls.SetOption(socket, TcpDeferAccept, Math.Max(1, (int)patience.TotalSeconds));
            socket.Bind(at);
            socket.Listen(Backlog);
            socket.Blocking = false;
            var waker = Waker.Rent() ?? throw new SocketException((int)SocketError.TooManyOpenSockets);
            return new LegListener(socket, waker, new Strangers(firstLength, patience), legTimeout, arrived);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts no more; strangers are reset.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            if (!_isOver)
                _waker.Wake();
        }
    }

    private void Run()
    {
        while (!Volatile.Read(ref _isDisposed))
        {
            var accepts = Environment.TickCount64 >= _restsUntil;
            _polled.Clear();
            _polled.Add(_waker.Descriptor);
            _strangers.AddTo(_polled);
            if (accepts)
                _polled.Add((int)_socket.SafeHandle.DangerousGetHandle());
            var known = _strangers.Count;
            var hasHappened = _polled.Wait(_strangers.UntilNextIsLate(Environment.TickCount64, accepts ? Timeout.Infinite : (int)RestAfterFailure.TotalMilliseconds));
            _strangers.Look(_polled, hasHappened ? known : 0, Environment.TickCount64, _arrived);
            if (hasHappened && accepts && _polled.HasHappened(known + 1))
                Accept();
        }

        lock (_lock)
            _isOver = true;
        _strangers.Dispose();
        _socket.Dispose();
        _waker.Return();
    }

    private void Accept()
    {
        try
        {
            var leg = _socket.Accept();
            // .NET has passed on what holds for the listening one, and takes back its own view of it alone.
            leg.Blocking = true;
            Fcntl.MakeBlocking(leg.SafeHandle);
            if (!OperatingSystem.IsLinux())
                LegOptions.Set(leg, _legTimeout);
            _strangers.Welcome(leg, Environment.TickCount64, _arrived);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted)
        {
            // Gone again.
        }
        catch (SocketException)
        {
            _restsUntil = Environment.TickCount64 + (long)RestAfterFailure.TotalMilliseconds;
        }
    }
}
