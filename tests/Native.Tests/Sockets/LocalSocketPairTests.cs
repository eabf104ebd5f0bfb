using ActorServer.Native.Sockets;

namespace ActorServer.Native.Tests.Sockets;

public sealed class LocalSocketPairTests
{
    [Fact]
    public void The_side_of_a_channel_that_reads_can_be_told_from_other_descriptors()
    {
        Assert.Equal(0, LocalSocketPair.MakeChannel(out var ours, out var theirs));
        using (ours)
        using (theirs)
            Assert.True(LocalSocketPair.MayBeChannel(theirs));
    }

    [Fact]
    public void A_socket_for_both_directions_is_no_channel()
    {
        Assert.Equal(0, LocalSocketPair.MakeConnection(out var ours, out var theirs));
        using (ours)
        using (theirs)
            Assert.Equal(!OperatingSystem.IsLinux(), LocalSocketPair.MayBeChannel(theirs));
    }

    [Fact]
    public void A_file_is_no_channel()
    {
        using var file = File.OpenHandle("/dev/null");
        Assert.False(LocalSocketPair.MayBeChannel(file));
    }

    [Fact]
    public void What_is_looked_at_is_still_there()
    {
        Assert.Equal(0, LocalSocketPair.MakeConnection(out var ours, out var theirs));
        using (ours)
        using (theirs)
        {
            var bytes = new byte[3];
            Assert.Equal(-1, LocalSocketPair.PeekNow(theirs, bytes));
            SocketTransfer.Send(ours, "word"u8);
            Assert.Equal(3, LocalSocketPair.PeekNow(theirs, bytes));
            Assert.Equal("wor"u8.ToArray(), bytes);
            Assert.Equal(3, SocketTransfer.Receive(theirs, bytes));
            ours.Dispose();
            Assert.Equal(1, LocalSocketPair.PeekNow(theirs, bytes));
        }
    }
}
