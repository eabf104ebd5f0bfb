using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Streams;

/// <summary>
/// A client whose bytes come as messages, as a stream: a read waits for the next piece, which is asked for only then, and a
/// write waits while <see cref="ActorHandler.Window"/> bytes are on their way. One thread reads, one writes; the handler's
/// actor passes on what the connection says.
/// </summary>
/// <param name="connection">Takes what is written, and is asked for what is read.</param>
/// <param name="self">The handler's actor.</param>
/// <param name="cutOff">Cancelled when the connection is over, which ends every call by itself: with this token a call need not watch it.</param>
internal sealed class RelayedStream(IActorRef connection, IActorRef self, CancellationToken cutOff = default) : SynchronousStream
{
    private readonly object _changed = new();
    private readonly WriteWindow _window = new();
    private ByteString _piece = ByteString.Empty;
    private bool _asked;
    private bool _ended;
    private bool _over;

    public override int Read(Span<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty)
            return 0;
        var waking = default(CancellationTokenRegistration);
        try
        {
            lock (_changed)
                return ReadPiece(buffer, new TimeLimit(ReadTimeout), cancellation, ref waking);
        }
        finally
        {
            // Without the lock: this waits for one who just wakes.
            waking.Dispose();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer, CancellationToken cancellation)
    {
        var waking = default(CancellationTokenRegistration);
        var limit = new TimeLimit(WriteTimeout);
        try
        {
            for (var at = 0; at < buffer.Length; at += ActorHandler.MaxPiece)
                WritePiece(buffer[at..Math.Min(buffer.Length, at + ActorHandler.MaxPiece)], limit, cancellation, ref waking);
        }
        finally
        {
            waking.Dispose();
        }
    }

    /// <summary>The piece that was asked for.</summary>
    public void Received(ByteString data) => Change(() =>
    {
        _asked = false;
        _piece = data;
    });

    /// <summary>The connection has taken so many bytes more.</summary>
    public void Acknowledged(int bytes) => Change(() => _window.Acknowledged(bytes));

    /// <summary>The client has closed its side.</summary>
    public void PeerClosed() => Change(() => _ended = true);

    /// <summary>The connection is over; whoever waits fails.</summary>
    public void Over() => Change(() => _over = true);

    private int ReadPiece(Span<byte> buffer, TimeLimit limit, CancellationToken cancellation, ref CancellationTokenRegistration waking)
    {
        while (_piece.IsEmpty && !_ended && !_over)
        {
            // A piece that was asked for and not waited for is there for the next read.
            if (!_asked)
                connection.Tell(Tcp.ResumeReading.Instance, self);
            _asked = true;
            if (!AwaitChange(limit, cancellation, ref waking))
                throw ClientFailure.ReadTimedOut(ReadTimeout);
        }

        if (_piece.IsEmpty)
            return _over ? throw ClientFailure.OfRead(Gone()) : 0;
        var count = Math.Min(buffer.Length, _piece.Count);
        _piece.Slice(0, count).ToReadOnlySpan().CopyTo(buffer);
        _piece = _piece.Slice(count);
        return count;
    }

    private void WritePiece(ReadOnlySpan<byte> piece, TimeLimit limit, CancellationToken cancellation, ref CancellationTokenRegistration waking)
    {
        lock (_changed)
        {
            while (!_window.HasRoom && !_over)
            {
                if (!AwaitChange(limit, cancellation, ref waking))
                    throw ClientFailure.WriteTimedOut(WriteTimeout);
            }

            if (_over)
                throw ClientFailure.OfWrite(Gone());
            connection.Tell(_window.Send(ByteString.FromBytes(piece.ToArray())), self);
        }
    }

    private bool AwaitChange(TimeLimit limit, CancellationToken cancellation, ref CancellationTokenRegistration waking)
    {
        // Most calls never wait, and cost no registration.
        if (cancellation != cutOff && waking.Token != cancellation)
            waking = cancellation.UnsafeRegister(static stream => ((RelayedStream)stream!).Change(static () => { }), this);
        cancellation.ThrowIfCancellationRequested();
        if (limit.Left is not 0 and var left)
        {
            Monitor.Wait(_changed, left);
            return true;
        }

        return false;
    }

    private void Change(Action change)
    {
        lock (_changed)
        {
            change();
            Monitor.PulseAll(_changed);
        }
    }

    private static SocketException Gone() => new((int)SocketError.ConnectionReset);
}
