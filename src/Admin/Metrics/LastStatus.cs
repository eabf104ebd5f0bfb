using ActorServer.Monitoring;

namespace ActorServer.Admin.Metrics;

/// <summary>The services' state without rows, asked for once however many want it at the same time. Thread-safe.</summary>
internal sealed class LastStatus(IMonitoredServer server, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<ServerStatus>? _reading;
    private long _begun;
    private volatile ServerStatus? _last;

    /// <summary>What the server said last; null before it has.</summary>
    public ServerStatus? Known => _last;

    /// <summary>Asks it again for whoever comes next, unless it has been asked lately.</summary>
    public void Refresh() => _ = ReadAsync(Lately, CancellationToken.None);

    /// <summary>What the server says, not longer ago than that.</summary>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public Task<ServerStatus> ReadAsync(TimeSpan noOlderThan, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_reading is null or { IsFaulted: true } or { IsCanceled: true } || (_reading.IsCompleted && time.GetElapsedTime(_begun) >= noOlderThan))
            {
                _begun = time.GetTimestamp();
                _reading = ReadAsync();
            }

            return _reading.WaitAsync(cancellation);
        }
    }

    // Nobody's cancellation ends it: others wait for it too.
    private async Task<ServerStatus> ReadAsync()
    {
        var status = await server.ReadStatusAsync(connections: false, workers: false, CancellationToken.None).ConfigureAwait(false);
        _last = status;
        return status;
    }
}
