using System.Buffers;
using ActorServer.Native.Calls;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;

namespace ActorServer.Serving.Legs;

/// <summary>
/// One of a pump's two ways. Nothing is read before there is room for it; what the kernel then does not take after all, a piece at most,
/// is kept. Small pieces are copied. A way that has moved large ones for a while moves them through a pipe, which it holds only while
/// bytes are in it. All on one thread but for <see cref="End"/> and <see cref="Moved"/>.
/// </summary>
internal sealed class PumpWay(PumpEnd source, WayEnd sourceLost, PumpEnd sink, WayEnd sinkLost, PumpTools tools)
{
    // Then others have their turn.
    private const int BytesInTurn = 256 * 1024;

    // A piece of that size is one of many.
    private const int LargePiece = 16 * 1024;
    private const int LargePiecesBeforePipe = 256 * 1024;

    // Two calls a piece either way; below this copying is the cheaper one.
    private const int SmallPiece = 8 * 1024;
    private const int PipeLength = 256 * 1024;

    private readonly TaskCompletionSource<WayEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PumpPipe? _pipe;
    private byte[]? _rest;
    private int _restAt;
    private int _restEnd;
    private int _largeInARow;
    private long _moved;

    /// <summary>How it has ended. Never fails.</summary>
    public Task<WayEnd> End => _end.Task;

    /// <summary>It has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>All has been passed on, up to the source's end-of-file.</summary>
    public bool HasReachedEnd { get; private set; }

    /// <summary>It waits for its next turn, in its thread's row of those who do.</summary>
    public bool IsInRow { get; set; }

    /// <summary>Bytes that the sink has taken.</summary>
    public long Moved => Volatile.Read(ref _moved);

    private bool IsBulk => _largeInARow >= LargePiecesBeforePipe;

    /// <summary>Moves what can be moved. True when there is more to do than there is time for in a turn.</summary>
    public bool Turn()
    {
        var hasMore = Move();
        if (_pipe is { Content: 0 })
            GiveBackPipe();
        return hasMore;
    }

    /// <summary>Ends it. What has not been passed on is dropped.</summary>
    public void Stop(WayEnd how)
    {
        if (IsOver)
            return;
        IsOver = true;
        GiveBackPipe();
        DropRest();
        HasReachedEnd = how == WayEnd.EndOfFile;
        // Its continuations do not run here.
        _end.SetResult(how);
    }

    private bool Move()
    {
        var left = BytesInTurn;
        while (!IsOver)
        {
            if (sink.IsLost)
                Stop(sinkLost);
            else if (!PassOn() || !source.HasInput || !sink.HasRoom)
                return false;
            else if (left <= 0)
                return true;
            else
                left -= IsBulk && TakePipe() is { } pipe ? Fill(pipe) : Copy();
        }

        return false;
    }

    private PumpPipe? TakePipe()
    {
        _pipe ??= tools.TakePipe();
        if (_pipe is null)
            _largeInARow = 0;
        return _pipe;
    }

    private void GiveBackPipe()
    {
        if (_pipe is null)
            return;
        tools.GiveBack(_pipe);
        _pipe = null;
    }

    private int Fill(PumpPipe pipe)
    {
        var count = pipe.Fill(source, PipeLength, out var error);
        // At an urgent byte a splice finds nothing, or an end, and a receive steps over it: what there is, the copy finds.
        if (count == 0 || (count < 0 && error == Errno.EAGAIN))
            return Copy();
        if (count < 0)
            return ReadNone(count, error);
        // Not known to be all: a pipe has room for so many pieces, of whatever size.
        if (count < SmallPiece)
            _largeInARow = 0;
        return count;
    }

    private int Copy()
    {
        var count = SocketCalls.ReceiveNow(source.Handle, tools.Buffer, out var error);
        if (count <= 0)
            return ReadNone(count, error);
        if (count < tools.Buffer.Length)
            source.ReadShort();
        _largeInARow = count >= LargePiece ? _largeInARow + count : 0;
        var sent = Send(tools.Buffer.AsSpan(0, count));
        if (sent < count && !IsOver)
            KeepRest(tools.Buffer.AsSpan(sent, count - sent));
        return count;
    }

    private int ReadNone(int count, int error)
    {
        if (count == 0)
        {
            Stop(source.IsCut ? sourceLost : WayEnd.EndOfFile);
        }
        else if (error == Errno.EAGAIN && !source.IsLost)
        {
            source.ReadNothing();
        }
        else
        {
            source.Lose(error);
            Stop(sourceLost);
        }

        return 0;
    }

    // False when some is left: there is no room for it, or nobody who would take it.
    private bool PassOn()
    {
        while (_pipe is { Content: > 0 } && sink.HasRoom && !IsOver)
            Count(_pipe.Empty(sink, out var error), error);
        while (_rest is not null && sink.HasRoom && !IsOver)
        {
            _restAt += Send(_rest.AsSpan(_restAt, _restEnd - _restAt));
            if (_restAt == _restEnd)
                DropRest();
        }

        return _rest is null && _pipe is not { Content: > 0 };
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        var count = SocketCalls.SendNow(sink.Handle, bytes, out var error);
        Count(count, error);
        if (count >= 0 && count < bytes.Length)
            sink.WroteShort();
        return Math.Max(0, count);
    }

    private void Count(int count, int error)
    {
        if (count >= 0)
        {
            Volatile.Write(ref _moved, _moved + count);
            return;
        }

        sink.WroteShort();
        if (error == Errno.EAGAIN)
            return;
        sink.Lose(error);
        Stop(sinkLost);
    }

    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        _rest = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_rest);
        (_restAt, _restEnd) = (0, rest.Length);
    }

    private void DropRest()
    {
        if (_rest is not null)
            ArrayPool<byte>.Shared.Return(_rest);
        _rest = null;
    }
}
