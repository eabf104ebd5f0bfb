using System.Threading.Channels;

namespace ActorServer.Admin.Live;

/// <summary>One stream of events. A viewer who is slower than the clock misses frames, and sees the latest; one who takes none is cut off.</summary>
/// <param name="patience">How long a frame may take him.</param>
internal sealed class LiveViewer(TimeSpan patience)
{
    /// <summary>Ten frames: whoever is that far behind does not look.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<LiveFrame> _next = Channel.CreateBounded<LiveFrame>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Has him see a frame, in place of one that he has not yet begun to see.</summary>
    public void Show(LiveFrame frame) => _next.Writer.TryWrite(frame);

    /// <summary>There is no more.</summary>
    public void End() => _next.Writer.TryComplete();

    /// <summary>Writes what he sees, until there is no more, he goes or takes nothing.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="noControl">Why he may not use controls; null where he may.</param>
    /// <param name="stillMay">Asked before each frame.</param>
    /// <param name="gone">He goes.</param>
    /// <returns>False when he took nothing and is to be cut off.</returns>
    public async Task<bool> WatchAsync(Stream output, string? noControl, Func<bool> stillMay, CancellationToken gone)
    {
        try
        {
            // A browser that lost us tries again after a second.
            await output.WriteAsync("retry: 1000\n\n"u8.ToArray(), gone).ConfigureAwait(false);
            await foreach (var frame in _next.Reader.ReadAllAsync(gone).ConfigureAwait(false))
            {
                if (!stillMay())
                    return true;
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(gone);
                deadline.CancelAfter(patience);
                await output.WriteAsync(frame.For(noControl), deadline.Token).ConfigureAwait(false);
                await output.FlushAsync(deadline.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return gone.IsCancellationRequested;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
