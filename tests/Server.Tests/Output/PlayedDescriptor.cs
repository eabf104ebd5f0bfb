using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorServer.Server.Output;

namespace ActorServer.Server.Tests.Output;

/// <summary>A descriptor that takes, refuses or keeps waiting, as the test says. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its wait handle is never asked for, and so never made.")]
internal sealed class PlayedDescriptor : IOutputDescriptor
{
    public const int NoSpace = 28;

    private readonly Lock _gate = new();
    private readonly List<byte> _written = [];
    private readonly ManualResetEventSlim _mayWrite = new(initialState: true);

    /// <summary>The errno of every write; 0 when it succeeds.</summary>
    public volatile int Error;

    /// <summary>How many bytes a write that fails has written before.</summary>
    public volatile int WrittenBeforeError;

    private int _writes;

    /// <summary>How often it was written to.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public string Written
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString([.. _written]);
        }
    }

    /// <summary>From now on writes wait.</summary>
    public void Stall() => _mayWrite.Reset();

    public void GoOn() => _mayWrite.Set();

    public int WriteAll(ReadOnlySpan<byte> bytes, out int written)
    {
        Interlocked.Increment(ref _writes);
        _mayWrite.Wait();
        lock (_gate)
        {
            written = Error == 0 ? bytes.Length : Math.Min(bytes.Length, WrittenBeforeError);
            _written.AddRange(bytes[..written]);
            return Error;
        }
    }
}
