using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorServer.Protocol.Sockets;

/// <summary>
/// A connected socket as a stream whose calls wait in the kernel: recv(2) and send(2), with nothing between. .NET's own
/// sockets emulate waiting once anything was asynchronous. The owner of the descriptor closes it, after the last call.
/// </summary>
internal sealed unsafe partial class BlockingSocketStream : SynchronousStream, ISocketStream
{
    private const int Interrupted = 4;

    // A client that resets on macOS must not kill the process; the owner has set SO_NOSIGPIPE there.
    private static readonly int NoSignal = OperatingSystem.IsLinux() ? 0x4000 : 0;

    private readonly SafeSocketHandle _socket;
    private volatile bool _ended;
    private volatile bool _reset;

    /// <summary>Makes calls on the socket wait, for every descriptor of it.</summary>
    public BlockingSocketStream(SafeSocketHandle socket)
    {
        _socket = socket;
        Fcntl.MakeBlocking(socket);
    }

    /// <inheritdoc/>
    public bool HasEnded => _ended;

    /// <inheritdoc/>
    public bool WasReset => _reset;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        nint count;
        fixed (byte* first = buffer)
        {
            do
                count = recv(_socket, first, (nuint)buffer.Length, 0);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        }

        if (count < 0)
            throw Failure("read from");
        _ended |= count == 0;
        return (int)count;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            for (var sent = 0; sent < buffer.Length;)
            {
                var count = send(_socket, first + sent, (nuint)(buffer.Length - sent), NoSignal);
                if (count >= 0)
                    sent += (int)count;
                else if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw Failure("write to");
            }
        }
    }

    /// <summary>Sends our end-of-file, after all that was written; false when the client has reset.</summary>
    public bool EndOutput() => SocketCalls.EndOutput(_socket);

    private IOException Failure(string what)
    {
        // Whatever the network reports, a reset, a peer that does not answer any more: the client is gone.
        _reset = true;
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {what} the client: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeSocketHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
