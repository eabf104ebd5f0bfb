using ActorServer.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorServer.Admin.Live;

/// <summary>
/// Reads the server once a second and has all viewers look at the same: a second viewer costs the server nothing, and without any nothing
/// is read. Thread-safe.
/// </summary>
internal sealed class LiveFeed(IMonitoredServer server, ILogger log, TimeProvider time) : IAsyncDisposable
{
    public const int MostViewers = 32;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<LiveViewer> _viewers = [];
    private readonly CancellationTokenSource _end = new();
    private LiveFrame? _latest;
    private Task _reading = Task.CompletedTask;
    private bool _isReading;

    /// <summary>Ends when nobody is there any more.</summary>
    public Task Reading
    {
        get
        {
            lock (_gate)
                return _reading;
        }
    }

    /// <summary>Has a viewer see each frame from now on; the latest at once, where there is one of this second. False: there are too many.</summary>
    public bool TryJoin(LiveViewer viewer)
    {
        lock (_gate)
        {
            if (_viewers.Count >= MostViewers || _end.IsCancellationRequested)
                return false;
            _viewers.Add(viewer);
            if (_latest is { } latest)
                viewer.Show(latest);
            if (!_isReading)
            {
                _isReading = true;
                _reading = ReadAsync();
            }

            return true;
        }
    }

    /// <summary>Shows a viewer nothing more.</summary>
    public void Leave(LiveViewer viewer)
    {
        lock (_gate)
        {
            _viewers.Remove(viewer);
            if (_viewers.Count == 0)
                _latest = null;
        }
    }

    /// <summary>Ends with all viewers.</summary>
    public async ValueTask DisposeAsync()
    {
        Task reading;
        lock (_gate)
        {
            _end.Cancel();
            _viewers.ForEach(viewer => viewer.End());
            reading = _reading;
        }

        await reading.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (IsWatched())
            {
                Show(await NextAsync().ConfigureAwait(false));
                await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private bool IsWatched()
    {
        lock (_gate)
            return _isReading = _viewers.Count > 0;
    }

    private void Show(LiveFrame? frame)
    {
        lock (_gate)
        {
            // A frame of earlier is none for who comes now: he could not see how old it is.
            _latest = _viewers.Count > 0 ? frame : null;
            _viewers.ForEach(viewer => viewer.Show(frame ?? LiveFrame.Nothing));
        }
    }

    private async Task<LiveFrame?> NextAsync()
    {
        try
        {
            return new LiveFrame(await server.ReadLiveAsync(_end.Token).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            // The page says how old its data is.
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "admin: the server's state cannot be read");
            return null;
        }
    }
}
