using System.Net.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>Calls with the connection's own token, which is not watched: the end of the connection ends them.</summary>
public sealed class RelayedStreamTests : IDisposable
{
    private readonly CancellationTokenSource _cutOff = new();
    private readonly RelayedStream _stream;

    public RelayedStreamTests() => _stream = new RelayedStream(ActorRefs.Nobody, ActorRefs.Nobody, _cutOff.Token);

    [Fact]
    public async Task A_read_with_the_connections_own_token_gets_what_comes()
    {
        var read = Task.Run(() => _stream.Read(new byte[8], _cutOff.Token));
        _stream.Received(ByteString.FromString("hello"));
        Assert.Equal(5, await read.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public async Task A_read_with_it_ends_with_the_connection()
    {
        var read = Task.Run(() => _stream.Read(new byte[8], _cutOff.Token));
        _stream.Over();
        var failure = await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_write_with_it_ends_with_the_connection()
    {
        var write = Task.Run(() => _stream.Write(new byte[ActorHandler.Window + 1], _cutOff.Token));
        _stream.Over();
        await Assert.ThrowsAsync<IOException>(() => write.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public void A_read_that_finds_what_has_come_does_not_look_at_its_token()
    {
        _stream.Received(ByteString.FromString("hello"));
        Assert.Equal(5, _stream.Read(new byte[8], new CancellationToken(canceled: true)));
    }

    /// <inheritdoc/>
    public void Dispose() => _cutOff.Dispose();
}
