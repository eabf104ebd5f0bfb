using System.Diagnostics;
using ActorServer.Control.Asking;
using ActorServer.Monitoring;
using Spectre.Console;

namespace ActorServer.Control.Top;

/// <summary><c>actor-server top</c>: a frame a second and after each key, until a key ends it. Where there is no terminal, one frame.</summary>
internal sealed class TopRun(AdminClient server, IAnsiConsole console, Func<ConsoleKeyInfo?> readKey)
{
    private const int LinesWithoutTerminal = 40;
    private const int WidthWithoutTerminal = 80;
    // Of a server that has said nothing for longer nothing is asked.
    private const double Fresh = 2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TopFeed _feed = new(server);
    private readonly TopState _state = new(server.Address);
    private long _seenAt = Stopwatch.GetTimestamp();
    private Task<ConnectionPage>? _rows;
    private bool _wantsRows;

    /// <summary>Shows the server until it is cancelled or a key ends it.</summary>
    /// <exception cref="ControlError">There is no server.</exception>
    public async Task RunAsync(bool isTerminal, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = _feed.FollowAsync(end.Token);
        try
        {
            // Before anything is drawn: a server that is not there is one line.
            var first = _feed.Snapshots.WaitToReadAsync(end.Token).AsTask();
            await await Task.WhenAny(first, following).ConfigureAwait(false);
            TakeSnapshots();
            if (isTerminal)
                await ShowAsync(following, end.Token).ConfigureAwait(false);
            else
                await PrintAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As a key would.
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(Task following, CancellationToken cancellation)
    {
        var screen = new TerminalScreen(console);
        screen.Enter();
        try
        {
            var drawnAt = 0L;
            while (!following.IsFaulted)
            {
                var isNew = TakeSnapshots();
                var hasKey = false;
                while (readKey() is { } key)
                {
                    if (!_state.Press(key))
                        return;
                    hasKey = true;
                }

                var isDue = isNew || hasKey || Stopwatch.GetElapsedTime(drawnAt) >= Second;
                var hasRows = await TakeRowsAsync().ConfigureAwait(false);
                _wantsRows |= isDue;
                AskForRows(cancellation);
                if (isDue || hasRows)
                {
                    drawnAt = Stopwatch.GetTimestamp();
                    Draw(screen);
                }

                await Task.Delay(Look, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            screen.Leave();
        }

        await following.ConfigureAwait(false);
    }

    private void Draw(TerminalScreen screen)
    {
        _state.DataAge = Age();
        screen.Show(size => TopView.Draw(_state, size.Width, size.Height));
    }

    private double Age() => Stopwatch.GetElapsedTime(_seenAt).TotalSeconds;

    private bool TakeSnapshots()
    {
        var any = false;
        while (_feed.Snapshots.TryRead(out var snapshot))
        {
            _state.See(snapshot);
            _seenAt = Stopwatch.GetTimestamp();
            any = true;
        }

        return any;
    }

    private async Task PrintAsync(CancellationToken cancellation)
    {
        _state.Connections = await _feed.ConnectionsAsync(_state.Scroll, LinesWithoutTerminal, cancellation).ConfigureAwait(false);
        console.Write(new FrameRenderable(TopView.Draw(_state, WidthWithoutTerminal, LinesWithoutTerminal), fillsLines: false));
    }

    // Nobody waits for them: a server that stands still may keep its answer for long, and keys and the age of the data go on.
    private void AskForRows(CancellationToken cancellation)
    {
        if (!_wantsRows || _rows is not null || _state.Tab != 0 || Age() >= Fresh)
            return;
        _wantsRows = false;
        _rows = _feed.ConnectionsAsync(_state.Scroll, _state.RoomForRows, cancellation);
    }

    private async Task<bool> TakeRowsAsync()
    {
        if (_rows is not { IsCompleted: true } rows)
            return false;
        _rows = null;
        _state.Connections = await rows.ConfigureAwait(false);
        return true;
    }
}
