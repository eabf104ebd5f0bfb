using ActorServer.Native.Descriptors;

namespace ActorServer.Serving.Legs;

/// <summary>What one thread moves bytes with, whosever they are: a buffer, and pipes. Its number of pipes is bounded; who gets none copies.</summary>
internal sealed class PumpTools : IDisposable
{
    private const int MostPipes = 64;
    private const int MostSpare = 8;

    private readonly Stack<PumpPipe> _spare = [];
    private int _pipes;

    /// <summary>For one piece, during one call.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    /// <summary>An empty pipe, or null.</summary>
    public PumpPipe? TakePipe()
    {
        if (_spare.TryPop(out var spare))
            return spare;
        if (_pipes == MostPipes)
            return null;
        if (Pipe.Make(out var reader, out var writer) != 0)
            return null;
        _pipes++;
        return new PumpPipe(reader, writer);
    }

    /// <summary>Nobody needs it any more. One that is not empty is of no more use.</summary>
    public void GiveBack(PumpPipe pipe)
    {
        if (pipe.Content == 0 && _spare.Count < MostSpare)
        {
            _spare.Push(pipe);
            return;
        }

        _pipes--;
        pipe.Dispose();
    }

    public void Dispose()
    {
        while (_spare.TryPop(out var spare))
            spare.Dispose();
    }
}
