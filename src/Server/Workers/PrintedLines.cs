using System.Threading.Channels;
using ActorServer.Protocol.Handling;

namespace ActorServer.Server.Workers;

/// <summary>
/// What handlers in workers print, on its way to the server's standard output. Whoever reads that may stop reading, and then
/// writing blocks: it does so on a thread of its own, and the workers' pipes are read no further, but nothing else waits.
/// </summary>
internal sealed class PrintedLines : IDisposable
{
    private const int MostWaiting = 1_024;
    private static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Lazy<Thread> _writer;

    public PrintedLines() => _writer = new Lazy<Thread>(StartWriter);

    /// <summary>Takes a line. Completes when there is room for it; lines of one caller stay in order.</summary>
    public ValueTask WriteAsync(string line)
    {
        _ = _writer.Value;
        // After the end of the server nobody reads what a worker still prints.
        return _lines.Writer.TryWrite(line) ? ValueTask.CompletedTask : WaitAndWriteAsync(line);
    }

    /// <summary>Prints what is left, for a short while at most.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        if (_writer.IsValueCreated)
            _writer.Value.Join(LastLinesPatience);
    }

    private async ValueTask WaitAndWriteAsync(string line)
    {
        while (await _lines.Writer.WaitToWriteAsync().ConfigureAwait(false))
        {
            if (_lines.Writer.TryWrite(line))
                return;
        }
    }

    private Thread StartWriter()
    {
        var thread = new Thread(Print) { Name = "printed-lines", IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Print()
    {
        while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_lines.Reader.TryRead(out var line))
                ServerOutput.WriteLine(line);
        }
    }
}
