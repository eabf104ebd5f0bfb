using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ActorServer.Serving.Pumping;

/// <summary>
/// Moves a client's bytes between the client and the end at which its handler is, both ways and at the same time. What is not
/// taken is not read: each way holds one piece at most, and none while it waits for bytes.
/// </summary>
/// <remarks>
/// <para>The client's end-of-file is passed on to the handler by itself. All else is the owner's to decide, who is told how each way
/// has ended: only the owner knows whether an end on the handler's side is a complete answer (and ends the client in order) or a
/// process that has died (and resets it). It calls <see cref="Reset"/> when the client is lost, and <see cref="Dispose"/> when the
/// handler has let go.</para>
/// <para>The client's stream stays the owner's; the handler's end is the pump's. A failing stream is a lost end, whatever it threw.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class Pump : IPump
{
    private const int PieceSize = 64 * 1024;

    // Then others have their turn on this thread.
    private const int PiecesInTurn = 16;

    private readonly Stream _client;
    private readonly IHandlersEnd _handler;
    private readonly CancellationTokenSource _stop = new();
    private int _isOver;
    private long _movedToHandler;

    private Pump(Stream client, IHandlersEnd handler)
    {
        _client = client;
        _handler = handler;
        // Not on the caller's thread: where bytes wait already the first calls do not wait.
        FromClient = Task.Run(MoveFromClientAsync);
        FromHandler = Task.Run(MoveFromHandlerAsync);
    }

    /// <summary>How the way from the client to the handler has ended. Never fails.</summary>
    public Task<WayEnd> FromClient { get; }

    /// <summary>How the way from the handler to the client has ended. Never fails.</summary>
    public Task<WayEnd> FromHandler { get; }

    /// <summary>Bytes that have been moved to the handler's end.</summary>
    public long MovedToHandler => Volatile.Read(ref _movedToHandler);

    /// <summary>Begins to move.</summary>
    /// <param name="client">The client, as a stream whose asynchronous calls occupy no thread and take a token.</param>
    /// <param name="handler">The other end, which is the pump's from now on.</param>
    public static Pump Start(Stream client, IHandlersEnd handler) => new(client, handler);

    /// <summary>Stops, and resets the handler's end once nobody uses it any more.</summary>
    public void Reset() => End(_handler.Reset);

    /// <summary>Stops, and lets go of the handler's end.</summary>
    public void Dispose() => End(static () => { });

    private void End(Action last)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
            return;
        _ = _stop.CancelAsync();
        _ = Task.WhenAll(FromClient, FromHandler).ContinueWith(
            _ =>
            {
                last();
                _handler.Dispose();
            },
            TaskScheduler.Default);
    }

    private async Task<WayEnd> MoveFromClientAsync()
    {
        var end = await MoveAsync(_client, WayEnd.ClientLost, _handler.Stream, WayEnd.HandlerLost).ConfigureAwait(false);
        if (end == WayEnd.EndOfFile)
            _handler.EndOutput();
        return end;
    }

    private Task<WayEnd> MoveFromHandlerAsync() => MoveAsync(_handler.Stream, WayEnd.HandlerLost, _client, WayEnd.ClientLost);

    private async Task<WayEnd> MoveAsync(Stream from, WayEnd sourceLost, Stream to, WayEnd sinkLost)
    {
        while (true)
        {
            // Reading into no buffer waits without one.
            if (await ReadAsync(from, Memory<byte>.Empty).ConfigureAwait(false) < 0)
                return Lost(sourceLost);
            if (await MovePiecesAsync(from, sourceLost, to, sinkLost).ConfigureAwait(false) is { } end)
                return end;
            await Task.Yield();
        }
    }

    private async Task<WayEnd?> MovePiecesAsync(Stream from, WayEnd sourceLost, Stream to, WayEnd sinkLost)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (var piece = 0; piece < PiecesInTurn; piece++)
            {
                var count = await ReadAsync(from, buffer.AsMemory(0, PieceSize)).ConfigureAwait(false);
                if (count <= 0)
                    return count == 0 ? WayEnd.EndOfFile : Lost(sourceLost);
                if (!await WriteAsync(to, buffer.AsMemory(0, count)).ConfigureAwait(false))
                    return Lost(sinkLost);
                if (to == _handler.Stream)
                    Volatile.Write(ref _movedToHandler, _movedToHandler + count);
                if (count < PieceSize)
                    break;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private WayEnd Lost(WayEnd lost) => _stop.IsCancellationRequested ? WayEnd.Stopped : lost;

    // Less than 0: the stream is of no more use.
    private async ValueTask<int> ReadAsync(Stream from, Memory<byte> buffer)
    {
        try
        {
            return await from.ReadAsync(buffer, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return -1;
        }
    }

    private async ValueTask<bool> WriteAsync(Stream to, ReadOnlyMemory<byte> piece)
    {
        try
        {
            await to.WriteAsync(piece, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
