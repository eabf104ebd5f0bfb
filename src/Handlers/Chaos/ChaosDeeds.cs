using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ActorServer.Handlers;

/// <summary>
/// What a command does, to the thread and the process in which it is done. Their memory is shared by all handlers of a process,
/// of either kind.
/// </summary>
internal static class ChaosDeeds
{
    private const int PageSize = 4096;
    private const int LeakPiece = 16 << 20;
    private const int SmallStack = 256 << 10;

    private static readonly List<byte[]> Leaked = [];
    private static long _count;

    /// <summary>Does it.</summary>
    /// <returns>The answer, when there is anybody left to give it.</returns>
    public static string Do(ChaosCommand command, ConnectionInfo connection)
    {
        switch (command)
        {
            case ChaosCommand.Echo echo:
                return echo.Text;
            case ChaosCommand.WhoAmI:
                return $"pid={Environment.ProcessId} thread={Environment.CurrentManagedThreadId} isolation={connection.Isolation} connection={connection.Id}";
            case ChaosCommand.Count:
                return $"{Interlocked.Increment(ref _count)}";
            case ChaosCommand.Find find:
                return ChaosFinds.Find(find.Thing);
            case ChaosCommand.Throw:
                throw new InvalidOperationException("chaos: throw");
            case ChaosCommand.Exit exit:
                Environment.Exit(exit.Code);
                break;
            case ChaosCommand.FailFast:
                Environment.FailFast("chaos: failfast");
                break;
            case ChaosCommand.StackOverflow:
                OverflowStack();
                break;
            case ChaosCommand.Block block:
                Thread.Sleep(block.Time);
                break;
            case ChaosCommand.Spin spin:
                SpinFor(spin.Time);
                break;
            case ChaosCommand.Leak leak:
                LeakBytes(leak.Bytes);
                break;
            case ChaosCommand.Wrong wrong:
                return $"error: {wrong.Why}";
        }

        return "ok";
    }

    private static void SpinFor(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
            Thread.SpinWait(100);
    }

    private static void LeakBytes(long bytes)
    {
        for (; bytes > 0; bytes -= LeakPiece)
        {
            var piece = new byte[(int)Math.Min(bytes, LeakPiece)];
            // Memory that nobody has touched costs nothing.
            for (var at = 0; at < piece.Length; at += PageSize)
                piece[at] = 1;
            lock (Leaked)
                Leaked.Add(piece);
        }
    }

    // On a small stack it is over soon, and so is what the runtime prints about it.
    private static void OverflowStack()
    {
        var thread = new Thread(() => Recurse(0), SmallStack);
        thread.Start();
        thread.Join();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth) => depth == int.MaxValue ? 0 : 1 + Recurse(depth + 1);
}
