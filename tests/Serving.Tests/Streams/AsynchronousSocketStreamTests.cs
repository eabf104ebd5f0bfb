using System.Net.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;
using CsCheck;

namespace ActorServer.Serving.Tests.Streams;

public sealed class AsynchronousSocketStreamTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly AsynchronousSocketStream _stream;

    public AsynchronousSocketStreamTests() => _stream = new AsynchronousSocketStream(_pair.Accepted);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_read_that_waits_holds_up_no_thread_and_no_write()
    {
        var read = _stream.ReadAsync(new byte[8]).AsTask();
        Assert.False(read.IsCompleted);
        await _stream.WriteAsync("hello"u8.ToArray());
        SocketPair.Receive(_pair.Peer, 5);
        _pair.Peer.Send("x"u8);
        Assert.Equal(1, await read.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public void Whatever_is_written_in_whatever_pieces_arrives() =>
        Gen.Byte.Array[0, 50_000].Array[0, 5].Sample(
            pieces =>
            {
                var writing = Task.Run(async () =>
                {
                    foreach (var piece in pieces)
                        await _stream.WriteAsync(piece);
                });
                var all = pieces.SelectMany(piece => piece).ToArray();
                var received = new byte[all.Length];
                for (var count = 0; count < received.Length;)
                    count += _pair.Peer.Receive(received.AsSpan(count));
                writing.Wait(SocketPair.Patience);
                Assert.Equal(all, received);
            },
            iter: 50,
            threads: 1);

    [Fact]
    public async Task The_clients_end_of_file_is_the_streams()
    {
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await _stream.ReadAsync(Memory<byte>.Empty));
        Assert.False(_stream.HasEnded);
        Assert.Equal(0, await _stream.ReadAsync(new byte[1]));
        Assert.True(_stream.HasEnded);
        Assert.False(_stream.WasReset);
    }

    [Fact]
    public async Task A_reset_is_an_error_of_the_stream_and_known()
    {
        var read = _stream.ReadAsync(new byte[1]).AsTask();
        SocketPair.Abort(_pair.Peer);
        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
        Assert.True(_stream.WasReset);
        Assert.Throws<IOException>(() => _stream.Write("x"u8));
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_is_no_reset()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _stream.ReadAsync(new byte[1], soon.Token).AsTask());
        Assert.False(_stream.WasReset);
    }
}
