using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

public sealed class SocketDuplicateTests
{
    [Fact]
    public void It_outlives_an_owner_that_aborts_its_own_end()
    {
        using var pair = new SocketPair();
        using var duplicate = SocketDuplicate.Take(pair.Accepted);
        SocketPair.Abort(pair.Accepted);
        SocketDuplicate.Restore(duplicate);
        duplicate.Send(new byte[3]);
        SocketPair.Receive(pair.Peer, 3);
        pair.Peer.Send(new byte[5]);
        SocketPair.Receive(duplicate, 5);
        Assert.Equal(pair.Peer.LocalEndPoint, duplicate.RemoteEndPoint);
    }

    [Fact]
    public void Restored_it_ends_in_a_fin_and_not_in_a_reset()
    {
        using var pair = new SocketPair();
        var duplicate = SocketDuplicate.Take(pair.Accepted);
        SocketPair.Abort(pair.Accepted);
        SocketDuplicate.Restore(duplicate);
        Assert.False(duplicate.LingerState!.Enabled);
        duplicate.Dispose();
        Assert.Equal(SocketError.Success, pair.ErrorAtPeer());
    }

    [Fact]
    public void Restored_it_blocks_again()
    {
        using var pair = new SocketPair();
        pair.Accepted.Blocking = false;
        using var duplicate = SocketDuplicate.Take(pair.Accepted);
        Assert.True(Fcntl.IsNonBlocking(duplicate.SafeHandle));
        pair.Accepted.Dispose();
        SocketDuplicate.Restore(duplicate);
        Assert.False(Fcntl.IsNonBlocking(duplicate.SafeHandle));
    }

    [Fact]
    public async Task Restored_it_may_be_used_asynchronously()
    {
        using var pair = new SocketPair();
        pair.Accepted.Blocking = false;
        using var duplicate = SocketDuplicate.Take(pair.Accepted);
        SocketPair.Abort(pair.Accepted);
        SocketDuplicate.Restore(duplicate);
        var reading = duplicate.ReceiveAsync(new byte[1]);
        Assert.False(reading.IsCompleted);
        pair.Peer.Send(new byte[1]);
        Assert.Equal(1, await reading.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public void A_client_that_is_gone_can_still_be_taken()
    {
        using var pair = new SocketPair();
        SocketPair.Abort(pair.Peer);
        pair.Await(info => info.State == TcpState.Close, "the reset");
        using var duplicate = SocketDuplicate.Take(pair.Accepted);
        SocketDuplicate.Restore(duplicate);
        Assert.Throws<SocketException>(() => duplicate.Receive(new byte[1]));
    }

    [Fact]
    public void A_child_process_would_not_inherit_it()
    {
        using var pair = new SocketPair();
        using var duplicate = SocketDuplicate.Take(pair.Accepted);
        var flags = File.ReadLines($"/proc/self/fdinfo/{duplicate.Handle}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.Equal(0x80000, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80000);
    }

    [Fact]
    public void A_closed_socket_cannot_be_taken()
    {
        var pair = new SocketPair();
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SocketDuplicate.Take(pair.Accepted));
    }
}
