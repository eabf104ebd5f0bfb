using System.Diagnostics;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Connections;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Connections;

public sealed class ConnectionEntryTests
{
    [Fact]
    public void Bytes_are_read_where_they_are_counted_until_the_socket_is_released()
    {
        using var pair = new SocketPair();
        var entry = Entry(pair.Accepted);
        entry.Attach(pair.Accepted, counts: null, headerLength: 2);
        pair.Peer.Send("hello"u8);
        pair.Await(info => info.In == 5, "the bytes are there");
        Assert.Equal((3, 0), entry.ReadBytes());

        entry.Note(7, 8, TimeSpan.Zero);
        entry.Release(pair.Accepted);
        Assert.Equal((7, 8), entry.ReadBytes());
        Assert.True(pair.Accepted.SafeHandle.IsClosed);
    }

    [Fact]
    public void Of_a_socket_that_the_kernel_does_not_count_for_its_user_does()
    {
        using var pair = new SocketPair();
        var counts = new SocketCounts();
        var entry = Entry(pair.Accepted);
        entry.Attach(pair.Accepted, counts, headerLength: 0);
        counts.AddReceived(4);
        counts.AddSent(6);
        Assert.Equal((4, 6), entry.ReadBytes());
        Assert.InRange(entry.Idle, TimeSpan.Zero, SocketPair.Patience);
    }

    // .NET resets a client whose socket is closed while somebody is in a call on it.
    [Fact]
    public async Task Who_reads_while_the_socket_is_released_neither_fails_nor_resets_the_client()
    {
        for (var round = 0; round < 200; round++)
        {
            using var pair = new SocketPair();
            var entry = Entry(pair.Accepted);
            entry.Attach(pair.Accepted, counts: null, headerLength: 0);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                while (!pair.Accepted.SafeHandle.IsClosed)
                {
                    entry.ReadBytes();
                    begun.TrySetResult();
                }
            })).ToArray();
            await begun.Task;
            pair.Accepted.Shutdown(SocketShutdown.Send);
            entry.Release(pair.Accepted);

            await Task.WhenAll(readers).WaitAsync(SocketPair.Patience);
            Assert.Equal(0, pair.Peer.Receive(new byte[1]));
            entry.ReadBytes();
        }
    }

    private static ConnectionEntry Entry(Socket socket) => new("c-1", socket.RemoteEndPoint!, Stopwatch.GetTimestamp());
}
