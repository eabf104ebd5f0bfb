using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Threads.Scheduling;

namespace ActorServer.Server.Connections;

/// <summary>
/// What the kernel says of one client, whoever reads and writes its socket, judged by the client's time limits. The clock begins
/// when this is made.
/// </summary>
internal sealed class SocketWatch(Socket socket, LimitSettings limits, int headerLength = 0)
{
    private readonly ConnectionDeadlines _deadlines = new(limits);
    private readonly TimeSpan _openedAt = AwakeTime.Instance.Now;
    private bool _probed;

    /// <summary>What the client is judged by. While the server stood still it could not serve.</summary>
    public TimeSpan Age => AwakeTime.Instance.Now - _openedAt;

    /// <summary>Where else input waits for the handler: the server's end of a pair of sockets.</summary>
    public Socket? Pair { get; set; }

    /// <summary>When to look for the first time.</summary>
    public TimeSpan FirstLookIn() => _deadlines.Check(TimeSpan.Zero, default).AskAgainIn;

    /// <summary>The handler has begun: what it lets wait counts from now on.</summary>
    public void HandlerBegins() => _deadlines.HandlerBegins();

    /// <summary>What is due now.</summary>
    /// <param name="inputEnded">The client's end-of-file has been read.</param>
    /// <param name="isClosed">The connection is closed both ways.</param>
    public ConnectionDeadlines.Verdict Look(bool inputEnded, out bool isClosed)
    {
        var isKnown = TcpInfo.TryRead(socket, out var info);
        isClosed = isKnown && info.State == TcpState.Close;
        var verdict = _deadlines.Check(Age, isKnown ? ActivityOf(info, inputEnded) : ConnectionDeadlines.Activity.Unknown);
        ProbeOneThatHasClosedItsSide(info);
        return verdict;
    }

    /// <summary>Whether bytes wait to be sent or acknowledged, and how many the client has acknowledged.</summary>
    public bool IsSending(out long taken)
    {
        var isKnown = TcpInfo.TryRead(socket, out var info);
        taken = info.Out;
        return isKnown && IsSending(info);
    }

    // A client that half-closes and one that is gone send the same; only an answer, or none, tells.
    private void ProbeOneThatHasClosedItsSide(TcpInfo info)
    {
        if (_probed || info.State != TcpState.CloseWait)
            return;
        _probed = true;
        KeepAlive.AfterFin.SetAtLeastOn(socket);
    }

    private ConnectionDeadlines.Activity ActivityOf(TcpInfo info, bool inputEnded)
    {
        var silent = TimeSpan.FromMilliseconds(Math.Min(info.LastDataSent, info.LastDataReceived));
        var awake = AwakeTime.Instance.SinceStandstill;
        var idle = silent < awake ? silent : awake;
        var activity = new ConnectionDeadlines.Activity(info.In - headerLength, info.Out, idle, IsSending(info), inputEnded || info.State == TcpState.CloseWait);
        return activity.InputEnded || limits.HandlerStallTimeout > TimeSpan.Zero || limits.MinRate > 0
            ? activity with { Unread = socket.Available + Passed(), Unacknowledged = SocketCalls.OutputQueue(socket) ?? 0 }
            : activity;
    }

    // By what it takes of memory, which is more than its bytes; it changes when the handler takes some.
    private long Passed() => Pair is null ? 0 : SocketCalls.OutputQueue(Pair) ?? 0;

    private static bool IsSending(TcpInfo info) => info.State != TcpState.Close && (info.Unacked > 0 || info.NotSentBytes > 0);
}
