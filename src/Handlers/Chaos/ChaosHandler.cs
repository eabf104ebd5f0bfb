using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using ActorServer.Protocol.Handling;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// For seeing isolation with one's own eyes: does to itself what bad code does, on command. One command a line, one answer
/// a line. It may be used in every model, also where it hurts everybody: that is its purpose.
/// </summary>
/// <remarks>
/// <c>echo TEXT</c>, <c>whoami</c>, <c>count</c>, <c>throw</c>, <c>exit N</c>, <c>failfast</c>, <c>stackoverflow</c>,
/// <c>block 5s</c>, <c>spin 5s</c>, <c>leak 512MiB</c>, <c>flood 64MiB</c>; anything else is answered with <c>error: …</c>.
/// </remarks>
public sealed class ChaosHandler : ActorHandler
{
    private const int PageSize = 4096;
    private const int LeakPiece = 16 << 20;
    private const int SmallStack = 256 << 10;

    private static readonly ByteString FloodPiece = ByteString.FromBytes(Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("0123456789abcdef", 4))[..63] + "\n", MaxPiece / 64))));

    private static readonly List<byte[]> Leaked = [];
    private static long _count;

    private readonly LineBuffer _lines = new();
    private long _flood;
    private bool _inputEnded;

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
        _lines.Add(data.ToReadOnlySpan());
        Proceed();
    }

    /// <inheritdoc/>
    protected override void OnPeerClosed()
    {
        _inputEnded = true;
        Proceed();
    }

    /// <inheritdoc/>
    protected override void OnWritable() => Proceed();

    private void Proceed()
    {
        SendFlood();
        // While a flood goes on or the client does not read its answers, the commands behind wait.
        while (_flood == 0 && CanWrite && _lines.Next() is { } line)
            Execute(line);
        if (_flood > 0 || !CanWrite)
            return;
        if (_lines.IsTooLong)
        {
            Answer("error: line too long");
            Close();
        }
        else if (_inputEnded)
        {
            ExecuteRest();
        }
    }

    private void ExecuteRest()
    {
        if (_lines.Rest() is { } last)
            Execute(last);
        if (_flood == 0)
            Close();
    }

    private void Execute(string line)
    {
        switch (ChaosCommand.Parse(line))
        {
            case ChaosCommand.Echo echo:
                Answer(echo.Text);
                break;
            case ChaosCommand.WhoAmI:
                Answer($"pid={Environment.ProcessId} thread={Environment.CurrentManagedThreadId} isolation={Connection.Isolation} connection={Connection.Id}");
                break;
            case ChaosCommand.Count:
                Answer($"{Interlocked.Increment(ref _count)}");
                break;
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
                Answer("ok");
                break;
            case ChaosCommand.Spin spin:
                SpinFor(spin.Time);
                Answer("ok");
                break;
            case ChaosCommand.Leak leak:
                LeakBytes(leak.Bytes);
                Answer("ok");
                break;
            case ChaosCommand.Flood flood:
                _flood = flood.Bytes;
                SendFlood();
                break;
            case ChaosCommand.Wrong wrong:
                Answer($"error: {wrong.Why}");
                break;
        }
    }

    private void Answer(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    private void SendFlood()
    {
        while (_flood > 0 && CanWrite)
        {
            var length = (int)Math.Min(_flood, FloodPiece.Count);
            Write(length == FloodPiece.Count ? FloodPiece : FloodPiece.Slice(0, length));
            _flood -= length;
        }
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
