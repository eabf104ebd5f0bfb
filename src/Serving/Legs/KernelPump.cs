using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;

namespace ActorServer.Serving.Legs;

/// <summary>
/// A pump between two TCP connections, on a thread that it shares with others. Its descriptors are its thread's alone: used, and closed
/// once, there. The client's is a duplicate, so that its owner may cut it off and close it whenever it likes.
/// </summary>
/// <remarks>
/// The leg's linger is 0, so that closing it is a reset. It is closed in order only when the handler has ended: otherwise the node would
/// take a client that was cut off for one that has sent everything.
/// </remarks>
internal sealed class KernelPump : IPump, IPumpThreadUser
{
    private const int Client = 0;
    private const int Leg = 1;

    private readonly PumpThread _thread;
    private readonly PumpEnd _client;
    private readonly PumpEnd _leg;
    private readonly PumpWay _toLeg;
    private readonly PumpWay _toClient;
    private readonly long _silenceLimit;
    private PeerSilence _silence;
    private int _slot;
    private int _isOver;

    /// <summary>Made by <see cref="PumpThreads.Lead"/>; both descriptors are its own, and make no call wait.</summary>
    public KernelPump(PumpThread thread, SafeHandle client, SafeHandle leg, TimeSpan silenceLimit)
    {
        _thread = thread;
        _client = new PumpEnd(client);
        _leg = new PumpEnd(leg);
        _toLeg = new PumpWay(_client, WayEnd.ClientLost, _leg, WayEnd.HandlerLost, thread.Tools);
        _toClient = new PumpWay(_leg, WayEnd.HandlerLost, _client, WayEnd.ClientLost, thread.Tools);
        _silenceLimit = (long)silenceLimit.TotalMilliseconds;
    }

    public Task<WayEnd> FromClient => _toLeg.End;

    public Task<WayEnd> FromHandler => _toClient.End;

    public long MovedToHandler => _toLeg.Moved;

    public void Reset() => EndOnce(inOrder: false);

    public void Dispose() => EndOnce(inOrder: true);

    /// <summary>The first thing done on its thread.</summary>
    public void Begin()
    {
        _slot = _thread.Take(this);
        var error = _thread.Watch(_slot, Client, _client.Handle, PumpEnd.Asked);
        if (error == 0)
            error = _thread.Watch(_slot, Leg, _leg.Handle, PumpEnd.Asked);
        if (error == 0)
            return;
        // The kernel has no memory for it.
        _toLeg.Stop(WayEnd.HandlerLost);
        _toClient.Stop(WayEnd.HandlerLost);
    }

    public void Happened(int which, EpollEvents events)
    {
        if (which == Client)
            _client.Happened(events, isOutputOver: _toClient.IsOver);
        else
            _leg.Happened(events, isOutputOver: _toLeg.HasReachedEnd);
        Turn();
    }

    public void Tick(long now)
    {
        if (_leg.IsLost || _silence.Look(_leg.Handle, now) < _silenceLimit)
            return;
        _leg.Lose(Errno.ETIMEDOUT);
        Turn();
    }

    public void End()
    {
        Interlocked.Exchange(ref _isOver, 1);
        Release(inOrder: false);
    }

    /// <summary>Goes on with a way that has waited for its turn.</summary>
    public void Turn(PumpWay way)
    {
        var wasOver = way.IsOver;
        if (way.Turn())
            _thread.PutInRow(this, way);
        if (!wasOver && way == _toLeg && way.HasReachedEnd)
            _ = SocketCalls.EndOutput(_leg.Handle);
    }

    private void Turn()
    {
        // One in the row has its turn there.
        if (!_toLeg.IsInRow)
            Turn(_toLeg);
        if (!_toClient.IsInRow)
            Turn(_toClient);
    }

    private void EndOnce(bool inOrder)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
            _thread.Post(() => Release(inOrder));
    }

    private void Release(bool inOrder)
    {
        var handlerHasEnded = _toClient.HasReachedEnd;
        _thread.Forget(_client.Handle);
        _thread.Forget(_leg.Handle);
        _thread.GiveBack(_slot);
        _client.Handle.Dispose();
        if (inOrder && handlerHasEnded)
            SocketCalls.DoNotLinger(_leg.Handle);
        _leg.Handle.Dispose();
        // Told when nothing is open any more.
        _toLeg.Stop(WayEnd.Stopped);
        _toClient.Stop(WayEnd.Stopped);
    }
}
