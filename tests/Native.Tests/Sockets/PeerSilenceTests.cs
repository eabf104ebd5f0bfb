using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

public sealed class PeerSilenceTests
{
    private const int OptionTcpInfo = 11;

    [Fact]
    public void One_that_reads_nothing_and_answers_is_there()
    {
        using var pair = new SocketPair();
        pair.FillTheWindow();
        var silence = default(PeerSilence);
        // A question may be on its way at any moment; the next answer ends the silence.
        Assert.True(SpinWait.SpinUntil(() => silence.Look(pair.Accepted.SafeHandle, Environment.TickCount64) == 0 && TimesAsked(pair) >= 3, SocketPair.Patience));
    }

    [Fact]
    public void One_that_has_nothing_to_answer_is_there()
    {
        using var pair = new SocketPair();
        var silence = default(PeerSilence);
        Assert.Equal(0, silence.Look(pair.Accepted.SafeHandle, 1_000));
        Assert.Equal(0, silence.Look(pair.Accepted.SafeHandle, 100_000));
    }

    // tcpi_backoff: the window that is shut has been asked for so often.
    private static int TimesAsked(SocketPair pair)
    {
        Span<byte> info = stackalloc byte[8];
        return SocketCalls.GetOption(pair.Accepted, OptionTcpInfo, info) == 0 ? info[4] : -1;
    }
}
