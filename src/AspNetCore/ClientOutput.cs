using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace ActorServer.AspNetCore;

/// <summary>
/// What the application writes to a client, on its way. Not Kestrel's own: that ends the input together with the output, and a client that
/// still sends would then be reset and lose the end of its answer, where the server lingers instead.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing; a send may still have its token.")]
internal sealed class ClientOutput
{
    // Mostly an answer is one piece, and a piece is one call.
    private const int PieceSize = 16 * 1024;
    private const int MostUnsent = 64 * 1024;

    private readonly Pipe _pipe;
    private readonly CancellationTokenSource _givenUp = new();
    private readonly Task<bool> _sending;

    public ClientOutput(ClientSide client, PipeScheduler application)
    {
        // What sends runs on the pool, so that an answer whose parts are flushed one by one mostly leaves in one packet.
        _pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.ThreadPool, writerScheduler: application,
            pauseWriterThreshold: MostUnsent, resumeWriterThreshold: MostUnsent / 2, minimumSegmentSize: PieceSize, useSynchronizationContext: false));
        _sending = SendAllAsync(client);
    }

    /// <summary>Where the application writes.</summary>
    public PipeWriter Writer => _pipe.Writer;

    /// <summary>What has not been sent is not wanted any more.</summary>
    public void GiveUp()
    {
        _givenUp.Cancel();
        _pipe.Reader.CancelPendingRead();
    }

    /// <summary>Nothing more is written. Completes when all is sent, or given up; false when the client was lost over it.</summary>
    public Task<bool> CompleteAsync()
    {
        _pipe.Writer.Complete();
        return _sending;
    }

    private async Task<bool> SendAllAsync(ClientSide client)
    {
        var output = _pipe.Reader;
        try
        {
            for (var ended = false; !ended && !_givenUp.IsCancellationRequested;)
            {
                var written = await output.ReadAsync().ConfigureAwait(false);
                foreach (var piece in written.Buffer)
                    await client.SendAsync(piece, _givenUp.Token).ConfigureAwait(false);
                output.AdvanceTo(written.Buffer.End);
                ended = written.IsCompleted || written.IsCanceled;
            }

            if (!_givenUp.IsCancellationRequested)
                client.EndOutput();
            return true;
        }
        catch (Exception) when (_givenUp.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception)
        {
            // The socket of a client that is lost, or an application that completes its output with an error: either way nothing more can follow.
            return false;
        }
        finally
        {
            await output.CompleteAsync().ConfigureAwait(false);
        }
    }
}
