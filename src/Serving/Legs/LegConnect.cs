using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>A leg that is being connected. Who asked for it has the socket, or has given up, and then nobody has.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The leg is the asker's, or is closed when nobody wants it any more.")]
internal sealed class LegConnect : IPumpThreadUser
{
    private readonly PumpThread _thread;
    private readonly SafeSocketHandle _handle;
    private readonly ReadOnlyMemory<byte> _first;
    private readonly TimeSpan _legTimeout;
    private readonly TaskCompletionSource<Socket> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _leg;
    private int? _slot;

    /// <summary>Begins to connect.</summary>
    /// <exception cref="SocketException">It cannot even begin.</exception>
    public LegConnect(PumpThread thread, IPAddress from, IPEndPoint to, ReadOnlyMemory<byte> first, TimeSpan legTimeout)
    {
        _thread = thread;
        _first = first;
        _legTimeout = legTimeout;
        _handle = NonBlockingConnect.Begin(from, to);
    }

    /// <summary>The leg, its first bytes sent.</summary>
    public Task<Socket> Connected => _connected.Task;

    /// <summary>The first thing done on its thread.</summary>
    public void Begin()
    {
        _slot = _thread.Take(this);
        if (_thread.Watch(_slot.Value, 0, _handle, EpollEvents.Room | EpollEvents.OnChange) is not 0 and var error)
            Fail(SocketErrno.Exception(error));
    }

    public void Happened(int which, EpollEvents events)
    {
        if (NonBlockingConnect.Outcome(_handle) is not 0 and var error)
        {
            Fail(SocketErrno.Exception(error));
            return;
        }

        LetGo();
        try
        {
            SayFirst();
            // As .NET has its sockets when it has made them itself.
            Fcntl.MakeBlocking(_handle);
            _leg = new Socket(_handle);
            LegOptions.Set(_leg, _legTimeout);
            _connected.SetResult(_leg);
        }
        catch (SocketException failure)
        {
            Fail(failure);
        }
    }

    public void Tick(long now)
    {
    }

    public void End() => Fail(new SocketException((int)SocketError.OperationAborted));

    /// <summary>Who asked has given up: there is no leg, also where there has been one meanwhile.</summary>
    public void GiveUp()
    {
        _leg?.Dispose();
        End();
    }

    private void SayFirst()
    {
        var sent = SocketCalls.SendNow(_handle, _first.Span, out var error);
        if (sent < _first.Length)
            throw SocketErrno.Exception(error);
    }

    private void Fail(SocketException failure)
    {
        LetGo();
        _handle.Dispose();
        _connected.TrySetException(failure);
    }

    private void LetGo()
    {
        if (_slot is not { } slot)
            return;
        _slot = null;
        _thread.Forget(_handle);
        _thread.GiveBack(slot);
    }
}
