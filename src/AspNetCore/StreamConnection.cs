using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore;

/// <summary>
/// The reading side of a connection whose client is a stream, as Kestrel's transport has it for a socket: it reads ahead, up to a limit, so
/// that the client's end is seen while the application is busy.
/// </summary>
internal sealed class StreamConnection : DefaultConnectionContext
{
    private const int ReadSize = 4 * 1024;
    private const int MostUnread = 64 * 1024;

    private readonly Pipe _input;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _receiving;
    private ConnectionAbortedException? _aborted;

    public StreamConnection(Stream client, PipeScheduler application)
    {
        _input = new Pipe(new PipeOptions(
            readerScheduler: application, pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, minimumSegmentSize: ReadSize, useSynchronizationContext: false));
        ConnectionClosed = _closed.Token;
        // Nothing is written there; whoever wraps this puts its own output in its place.
        Transport = new DuplexPipe(_input.Reader, PipeWriter.Create(Stream.Null));
        _receiving = ReceiveAllAsync(client);
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Interlocked.CompareExchange(ref _aborted, abortReason, null);
        _stop.Cancel();
    }

    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReceiveAllAsync(Stream client)
    {
        // The constructor's caller does not wait for it, nor does the thread on which the application runs.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Exception? end = null;
        try
        {
            while (await client.ReadAsync(_input.Writer.GetMemory(ReadSize), _stop.Token).ConfigureAwait(false) is var count and > 0)
            {
                _input.Writer.Advance(count);
                if ((await _input.Writer.FlushAsync(_stop.Token).ConfigureAwait(false)).IsCompleted)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            end = _aborted;
        }
        catch (Exception failure)
        {
            end = new ConnectionResetException(failure.Message, failure);
        }

        await _input.Writer.CompleteAsync(end).ConfigureAwait(false);
        // Whoever hears of it may run long.
        _ = Task.Run(_closed.Cancel);
    }
}
