using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;

namespace ActorServer.UnixSocket;

/// <summary>
/// Sends frames without ever making the caller wait. An idle socket takes a frame at once, on the caller's thread; while it
/// takes none, frames wait, up to a bound, and leave together.
/// </summary>
internal sealed class FrameSender(Socket socket, FrameLimits limits)
{
    /// <summary>The length before each frame.</summary>
    public const int HeaderSize = sizeof(int);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ByteQueue _waiting = new();
    private TaskCompletionSource? _room;
    private int _onTheWay;
    private bool _sending;
    private bool _completed;
    private long _taken;

    /// <summary>How many frames were taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes a frame to be sent after those before it; false if there is no room for it now, or no more ever.</summary>
    /// <exception cref="ArgumentException">The frame can never be sent, as no peer would take it.</exception>
    public bool TrySend(ByteString payload)
    {
        if (payload.Length == 0 || payload.Length > limits.MaximumFrameSize)
            throw new ArgumentException($"A frame of {payload.Length} bytes cannot be sent; allowed are 1 to {limits.MaximumFrameSize} (maximum-frame-size).", nameof(payload));
        lock (_gate)
        {
            if (_completed || !HasRoomFor(HeaderSize + payload.Length))
                return false;
            Append(payload);
            _taken++;
            if (_sending)
                return true;
            _sending = true;
        }

        // Goes on by itself once the socket has no room.
        _ = PumpAsync();
        return true;
    }

    /// <summary>Completes when no more than half of the bound waits, or nothing more will be sent.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (HasRoom)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Takes no more frames. The task ends when those taken have been sent, or cannot be.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            _completed = true;
            TellRoom();
            if (!_sending)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private bool HasRoom => _completed || _waiting.Length + _onTheWay <= limits.SendQueueBytes / 2;

    private void TellRoom()
    {
        if (!HasRoom)
            return;
        _room?.TrySetResult();
        _room = null;
    }

    // One frame always has room where none waits, however small the bound.
    private bool HasRoomFor(int size)
    {
        var waiting = _waiting.Length + _onTheWay;
        return waiting == 0 || waiting + size <= limits.SendQueueBytes;
    }

    private void Append(ByteString payload)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length);
        _waiting.Expect(HeaderSize + payload.Length);
        _waiting.Append(header);
        _waiting.Append(payload.Span);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (Next() is { Count: > 0 } bytes)
            {
                await SendAllAsync(bytes).ConfigureAwait(false);
                ByteQueue.GiveBack(bytes);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Its reader is told so as well, after what the peer had still written: ending here would lose that.
            Fail();
        }
    }

    private ArraySegment<byte> Next()
    {
        lock (_gate)
        {
            var next = _waiting.Take();
            _onTheWay = next.Count;
            _sending = next.Count > 0;
            TellRoom();
            if (!_sending && _completed)
                _drained.TrySetResult();
            return next;
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
    }

    private void Fail()
    {
        lock (_gate)
        {
            _completed = true;
            _sending = false;
            _waiting.Clear();
            TellRoom();
            _drained.TrySetResult();
        }
    }
}
