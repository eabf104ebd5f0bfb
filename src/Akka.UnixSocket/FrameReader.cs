using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorServer.UnixSocket;

/// <summary>
/// Reads frames: as many as one read brings, out of one buffer that grows to the largest frame and shrinks when idle.
/// </summary>
internal sealed class FrameReader(Socket socket, int maximumFrameSize)
{
    private const int SmallBuffer = 16 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _filled;

    /// <summary>How many bytes of memory it holds: none before the first <see cref="FillAsync"/>.</summary>
    public int BufferSize => _buffer.Length;

    /// <summary>Waits for more bytes; false at the end.</summary>
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None).ConfigureAwait(false);
        _end += received;
        _filled = _end == _buffer.Length;
        return received > 0;
    }

    /// <summary>The next frame that has wholly arrived; its bytes are good until the next <see cref="FillAsync"/>.</summary>
    /// <exception cref="InvalidDataException">What comes next is no frame that this side would take.</exception>
    public bool TryRead(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var unread = _buffer.AsSpan(_start.._end);
        if (unread.Length < FrameSender.HeaderSize)
            return false;
        var length = CheckedLength(unread);
        if (unread.Length < FrameSender.HeaderSize + length)
            return false;
        frame = unread.Slice(FrameSender.HeaderSize, length);
        _start += FrameSender.HeaderSize + length;
        return true;
    }

    /// <summary>Gives the buffer back; there is no reading afterwards.</summary>
    public void ReturnBuffer()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        Return(buffer);
    }

    private int CheckedLength(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        return length > 0 && length <= maximumFrameSize
            ? length
            : throw new InvalidDataException($"a frame of {length} bytes came; allowed are 1 to {maximumFrameSize}");
    }

    private void MakeRoom()
    {
        var unread = _end - _start;
        var size = SizeWanted(unread);
        if (size > _buffer.Length || (unread == 0 && size < _buffer.Length / 2))
            Move(size, unread);
        else if (_start > 0)
            _buffer.AsSpan(_start, unread).CopyTo(_buffer);
        _start = 0;
        _end = unread;
    }

    // A read that filled the buffer says that more is waiting: a larger one then saves reads.
    private int SizeWanted(int unread)
    {
        var frame = unread < FrameSender.HeaderSize ? 0 : FrameSender.HeaderSize + CheckedLength(_buffer.AsSpan(_start.._end));
        var forSpeed = _filled ? Math.Min(_buffer.Length * 2, FrameSender.HeaderSize + maximumFrameSize) : SmallBuffer;
        return Math.Max(frame, forSpeed);
    }

    private void Move(int size, int unread)
    {
        var other = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(_start, unread).CopyTo(other);
        Return(_buffer);
        _buffer = other;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
