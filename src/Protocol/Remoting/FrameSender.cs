using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Sends frames without ever making the caller wait. An idle socket takes a frame at once, on the caller's thread; while it
/// takes none, frames gather in one buffer, up to a bound, and leave together.
/// </summary>
internal sealed class FrameSender(Socket socket, int bound, Action<Exception> onFailure)
{
    /// <summary>The length before each frame.</summary>
    public const int HeaderSize = sizeof(int);

    private const int SmallBuffer = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _gathering = [];
    private int _gathered;
    private int _onTheWay;
    private bool _sending;
    private bool _completed;

    /// <summary>Takes a frame to be sent after those before it; false if there is no room for it now, or no more ever.</summary>
    public bool TrySend(ByteString payload)
    {
        lock (_gate)
        {
            var size = HeaderSize + payload.Length;
            var waiting = _gathered + _onTheWay;
            if (_completed || (waiting > 0 && waiting + size > bound))
                return false;
            Gather(payload, size);
            if (_sending)
                return true;
            _sending = true;
        }

        // Goes on by itself once the socket has no room.
        _ = PumpAsync();
        return true;
    }

    /// <summary>Takes no more frames. The task ends when those taken have been sent, or cannot be.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            _completed = true;
            if (!_sending)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private void Gather(ByteString payload, int size)
    {
        if (_gathering.Length - _gathered < size)
            Grow(_gathered + size);
        BinaryPrimitives.WriteInt32BigEndian(_gathering.AsSpan(_gathered), payload.Length);
        payload.Span.CopyTo(_gathering.AsSpan(_gathered + HeaderSize));
        _gathered += size;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(_gathered * 2, bound)));
        _gathering.AsSpan(0, _gathered).CopyTo(larger);
        Return(_gathering);
        _gathering = larger;
    }

    private async Task PumpAsync()
    {
        byte[] batch = [];
        try
        {
            while (true)
            {
                var length = TakeGathered(ref batch);
                if (length == 0)
                    return;
                await SendAllAsync(batch.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            Fail();
            onFailure(failure);
        }
    }

    // The buffer that was sent becomes the one that gathers, so that a busy association needs two and no more.
    private int TakeGathered(ref byte[] batch)
    {
        lock (_gate)
        {
            var sent = batch;
            if (_gathered == 0)
            {
                _sending = false;
                _onTheWay = 0;
                KeepIfSmall(sent);
                if (_completed)
                    Drained();
                return 0;
            }

            batch = _gathering;
            _onTheWay = _gathered;
            _gathering = sent;
            _gathered = 0;
            return _onTheWay;
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
            Drained();
        }
    }

    private void Drained()
    {
        Return(_gathering);
        _gathering = [];
        _gathered = 0;
        _drained.TrySetResult();
    }

    // An idle association holds on to no large buffer: there may be hundreds of idle workers.
    private void KeepIfSmall(byte[] sent)
    {
        if (_gathering.Length == 0 && sent.Length is > 0 and <= SmallBuffer)
        {
            _gathering = sent;
            return;
        }

        Return(sent);
        if (_gathering.Length <= SmallBuffer)
            return;
        Return(_gathering);
        _gathering = [];
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
