using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;
using CsCheck;

namespace ActorServer.Serving.Tests.Streams;

public sealed class BlockingSocketStreamTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly BlockingSocketStream _stream;

    public BlockingSocketStreamTests()
    {
        // As it comes from the server.
        _pair.Accepted.Blocking = false;
        _stream = new BlockingSocketStream(_pair.Accepted.SafeHandle);
    }

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_read_waits_in_the_kernel_for_what_the_client_sends()
    {
        var reader = SleepingThread.Start(() => _stream.ReadByte());
        var read = await reader.WhenAsleepAsync();
        _pair.Peer.Send("x"u8);
        Assert.Equal('x', await read.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public void Asynchronous_calls_complete_on_the_calling_thread()
    {
        _pair.Peer.Send("abc"u8);
        Assert.True(_stream.ReadAsync(new byte[8]).AsTask().IsCompletedSuccessfully);
        Assert.True(_stream.WriteAsync(new byte[8]).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void Whatever_is_written_in_whatever_pieces_arrives() =>
        Gen.Byte.Array[0, 50_000].Array[0, 5].Sample(
            pieces =>
            {
                foreach (var piece in pieces)
                    _stream.Write(piece);
                var all = pieces.SelectMany(piece => piece).ToArray();
                var received = new byte[all.Length];
                for (var count = 0; count < received.Length;)
                    count += _pair.Peer.Receive(received.AsSpan(count));
                Assert.Equal(all, received);
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void The_clients_end_of_file_is_the_streams()
    {
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(-1, _stream.ReadByte());
        Assert.True(_stream.HasEnded);
        Assert.False(_stream.WasReset);
    }

    [Fact]
    public void A_reset_is_an_error_and_known_as_such()
    {
        SocketPair.Abort(_pair.Peer);
        Assert.Throws<IOException>(() => _stream.ReadByte());
        Assert.True(_stream.WasReset);
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_when_the_client_is_cut_off()
    {
        using var servers = SocketDuplicate.Take(_pair.Accepted);
        var reader = SleepingThread.Start(ReadUntilCutOff);
        var read = await reader.WhenAsleepAsync();
        SocketCutOff.CutOff(servers);
        Assert.Equal(-1, await read.WaitAsync(SocketPair.Patience));

        int ReadUntilCutOff()
        {
            try
            {
                return _stream.ReadByte();
            }
            catch (IOException)
            {
                return -1;
            }
        }
    }

    [Fact]
    public void A_cancelled_call_does_not_begin()
    {
        _pair.Peer.Send("abc"u8);
        Assert.True(_stream.ReadAsync(new byte[8], new CancellationToken(canceled: true)).AsTask().IsCanceled);
        Assert.Equal('a', _stream.ReadByte());
    }
}
