using System.Diagnostics;
using ActorServer.Native.Calls;

namespace ActorServer.Server.Output;

/// <summary>
/// All that goes to one descriptor. Nobody who writes ever waits: it is copied into a bounded buffer, which a thread of its own
/// empties. What has no room, and what the system does not take, is dropped and counted; a writer that fails goes on trying,
/// whenever there is something to write but not all the time. Thread-safe; what one caller writes stays in order.
/// </summary>
internal sealed class OutputWriter
{
    /// <summary>How much waits at most, in bytes.</summary>
    public const int Capacity = 8 * 1024 * 1024;

    /// <summary>Why something was dropped that the system has not refused.</summary>
    public const string Unread = "nobody reads it, or not fast enough";

    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    // A line that comes alone is written at once. Of those that follow closely, a write takes all that came meanwhile: to wake the thread for
    // each costs a client more than the line itself.
    private static readonly TimeSpan UsuallyBetweenWrites = TimeSpan.FromMilliseconds(1);

    // Not a Lock, which nobody can wait on.
    private readonly object _gate = new();
    private readonly IOutputDescriptor _descriptor;
    private readonly Action<OutputTrouble> _report;
    private readonly TimeSpan _pause;
    private readonly TimeSpan _betweenWrites;
    private readonly Thread _thread;
    private OutputBuffer _filling;
    private OutputBuffer _draining;
    private int _undrained;
    private string? _trouble;
    private long _troubleAt;
    private long _takenAt;
    private bool _isAsleep;
    private long _dropped;
    private bool _failing;
    private bool _torn;
    private bool _closing;
    private bool _done;

    /// <param name="name">The thread's name.</param>
    /// <param name="descriptor">Where to write to.</param>
    /// <param name="report">
    /// Told when lines begin to be dropped, and when it is over, with their number. Called within a lock; it must not wait.
    /// </param>
    /// <param name="capacity">How much waits at most, in bytes.</param>
    /// <param name="pause">Between two tries after a failure, and without a failure until trouble is over.</param>
    /// <param name="betweenWrites">What comes within so much of the last write is written together.</param>
    public OutputWriter(string name, IOutputDescriptor descriptor, Action<OutputTrouble> report, int capacity = Capacity, TimeSpan? pause = null, TimeSpan? betweenWrites = null)
    {
        _descriptor = descriptor;
        _report = report;
        _pause = pause ?? UsualPause;
        _betweenWrites = betweenWrites ?? UsuallyBetweenWrites;
        _filling = new OutputBuffer(capacity);
        _draining = new OutputBuffer(capacity);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes whole lines, or what belongs together, or drops it. Never waits.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        lock (_gate)
        {
            if (_done)
                return;
            if (!_filling.TryAppend(piece))
                Drop(OutputLines.Count(piece), Unread);
            else if (_isAsleep)
                Wake();
        }
    }

    /// <summary>Takes a line, without its end, or drops it. Never waits.</summary>
    public void WriteLine(string line) => LineBuffer.Mine().Append(line).EndAndWriteTo(this);

    /// <summary>
    /// Writes what is left, and then takes nothing more. Returns when all is written, or refused, or the time is up: then the
    /// thread stays where it is, and the end of the process is its end.
    /// </summary>
    /// <returns>How many lines were lost that have not been reported as lost.</returns>
    public long Close(TimeSpan patience)
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        var isDone = _thread.Join(patience);
        lock (_gate)
            return _dropped + (isDone ? 0 : OutputLines.Count(_draining.Content[^_undrained..]) + OutputLines.Count(_filling.Content));
    }

    private void Run()
    {
        while (Take())
            Drain();
    }

    /// <summary>Waits for something to write; false when nothing more will come.</summary>
    private bool Take()
    {
        lock (_gate)
        {
            while (true)
            {
                var quiet = Stopwatch.GetElapsedTime(_troubleAt);
                var isPaused = _trouble is not null && quiet < _pause && !_closing;
                if (_trouble is not null && !_failing && !isPaused)
                    EndTrouble();
                var mayWrite = _filling.Length > 0 && !(_failing && isPaused);
                if (mayWrite && UntilNextWrite() is { Ticks: > 0 } moment)
                {
                    // Nobody wakes it but the end.
                    Monitor.Wait(_gate, moment);
                    continue;
                }

                if (mayWrite)
                {
                    (_filling, _draining) = (_draining, _filling);
                    _undrained = _draining.Length;
                    _takenAt = Stopwatch.GetTimestamp();
                    return true;
                }

                _done = _closing;
                if (_done)
                    return false;
                _isAsleep = true;
                Monitor.Wait(_gate, isPaused ? _pause - quiet + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan);
                _isAsleep = false;
            }
        }
    }

    private void Wake()
    {
        _isAsleep = false;
        Monitor.Pulse(_gate);
    }

    // In whole milliseconds, which is how a monitor waits: with less it would not wait at all.
    private TimeSpan UntilNextWrite() => _closing || _takenAt == 0
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Math.Ceiling((_betweenWrites - Stopwatch.GetElapsedTime(_takenAt)).TotalMilliseconds));

    private void Drain()
    {
        // What is written now is no continuation of a line that was cut.
        var error = _torn ? _descriptor.WriteAll([OutputLines.End], out _) : 0;
        var rest = _draining.Content;
        while (error == 0 && !rest.IsEmpty)
        {
            error = _descriptor.WriteAll(OutputLines.Next(rest), out var written);
            rest = rest[written..];
            Volatile.Write(ref _undrained, rest.Length);
        }

        lock (_gate)
        {
            _failing = error != 0;
            if (rest.Length < _draining.Length)
                _torn = _failing && _draining.Content[^(rest.Length + 1)] != OutputLines.End;
            if (_failing)
                Drop(OutputLines.Count(rest), Errno.Describe(error));
            _undrained = 0;
            _draining.Clear();
        }
    }

    private void Drop(int lines, string why)
    {
        _dropped += lines;
        _troubleAt = Stopwatch.GetTimestamp();
        if (_trouble is not null)
            return;
        _trouble = why;
        _report(new OutputTrouble(why, 0, IsOver: false));
    }

    private void EndTrouble()
    {
        var trouble = new OutputTrouble(_trouble!, _dropped, IsOver: true);
        _trouble = null;
        _dropped = 0;
        _report(trouble);
    }
}
