using System.Diagnostics;
using ActorServer.Control.Asking;
using Spectre.Console;

namespace ActorServer.Control.Top;

/// <summary><c>actor-server top</c>: a frame a second and after each key, until a key ends it. Where there is no terminal, one frame.</summary>
internal sealed class TopRun(AdminClient server, IAnsiConsole console, Func<ConsoleKeyInfo?> readKey)
{
    private const int LinesWithoutTerminal = 40;
    private const int WidthWithoutTerminal = 80;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TopFeed _feed = new(server);
    private readonly TopState _state = new(server.Address);
    private long _seenAt = Stopwatch.GetTimestamp();

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
            await TakeRowsAsync(LinesWithoutTerminal, end.Token).ConfigureAwait(false);
            if (isTerminal)
                await ShowAsync(following, end.Token).ConfigureAwait(false);
            else
                console.Write(new FrameRenderable(TopView.Draw(_state, WidthWithoutTerminal, LinesWithoutTerminal), fillsLines: false));
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

                if (isNew || hasKey || Stopwatch.GetElapsedTime(drawnAt) >= Second)
                {
                    drawnAt = Stopwatch.GetTimestamp();
                    await DrawAsync(screen, cancellation).ConfigureAwait(false);
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

    private async Task DrawAsync(TerminalScreen screen, CancellationToken cancellation)
    {
        _state.DataAge = Stopwatch.GetElapsedTime(_seenAt).TotalSeconds;
        if (_state.Tab == 0 && _state.DataAge < 2)
            await TakeRowsAsync(_state.RoomForRows, cancellation).ConfigureAwait(false);
        screen.Show(size => TopView.Draw(_state, size.Width, size.Height));
    }

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

    private async Task TakeRowsAsync(int rows, CancellationToken cancellation) =>
        _state.Connections = await _feed.ConnectionsAsync(_state.Scroll, rows, cancellation).ConfigureAwait(false);
}
