using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Streams;

/// <summary>
/// A connected socket as a stream for a handler on a thread that others need: no call waits on it. A synchronous write, such as
/// a <see cref="StreamWriter"/> makes when it is disposed, is taken and sent in the background if need be; a synchronous read
/// could only wait, and is refused.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
internal sealed class NonBlockingSocketStream(Socket socket, SocketCounts? counts = null) : AsynchronousSocketStream(socket, counts)
{
    private readonly Lock _gate = new();
    private Task _rest = Task.CompletedTask;
    private int _waiting;

    public override int Read(Span<byte> buffer) => throw MustNotWait();

    /// <summary>What a read that could only wait ends with.</summary>
    public static InvalidOperationException MustNotWait() =>
        new("in event a handler must not wait: use ReadAsync, or isolation = thread or process");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_rest.IsCompleted)
            {
                _rest.GetAwaiter().GetResult();
                buffer = buffer[SendNow(buffer)..];
            }

            if (buffer.IsEmpty)
                return;
            if (_waiting + buffer.Length > ActorHandler.Window)
                throw new InvalidOperationException($"in event a handler must not wait, and {ActorHandler.Window} bytes that it wrote synchronously still wait for the client: use WriteAsync, or isolation = thread or process");
            _waiting += buffer.Length;
            _rest = SendRestAsync(_rest, buffer.ToArray());
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var rest = Rest();
        return rest.IsCompletedSuccessfully ? base.WriteAsync(buffer, cancellationToken) : WriteAfterAsync(rest, buffer, cancellationToken);
    }

    /// <summary>Waits until all that was written synchronously is in the kernel's hands.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Rest().WaitAsync(cancellationToken);

    private Task Rest()
    {
        lock (_gate)
            return _rest;
    }

    private async ValueTask WriteAfterAsync(Task rest, ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        await rest.WaitAsync(cancellation).ConfigureAwait(false);
        await base.WriteAsync(buffer, cancellation).ConfigureAwait(false);
    }

    private async Task SendRestAsync(Task before, byte[] bytes)
    {
        await before.ConfigureAwait(false);
        await base.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
            _waiting -= bytes.Length;
    }
}
