using System.Net.Sockets;
using System.Text;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>The contract of streams on a socket.</summary>
public abstract class SocketStreamContract : ClientStreamContract
{
    private protected SocketPair Pair { get; } = new();

    /// <inheritdoc/>
    protected override void ClientSends(string piece) => Pair.Peer.Send(Encoding.ASCII.GetBytes(piece));

    /// <inheritdoc/>
    protected override void ClientResets() => SocketPair.Abort(Pair.Peer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Pair.Dispose();

    [Fact]
    public async Task A_reader_that_waits_with_limits_is_woken_when_the_client_is_cut_off()
    {
        using var servers = SocketDuplicate.Take(Pair.Accepted);
        using var never = new CancellationTokenSource();
        Stream.ReadTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        var read = Task.Run(async () => await Stream.ReadAsync(new byte[1], never.Token), CancellationToken.None);
        Assert.NotEqual(read, await Task.WhenAny(read, Task.Delay(20, CancellationToken.None)));
        SocketCutOff.CutOff(servers);
        var failure = await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience, CancellationToken.None));
        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Fact]
    public async Task Of_a_client_whose_socket_is_closed_already_it_is_an_error_like_any_other()
    {
        Pair.Accepted.Dispose();
        Assert.IsType<SocketException>((await Assert.ThrowsAsync<IOException>(async () => Assert.Equal(0, await Stream.ReadAsync(new byte[1])))).InnerException);
        Assert.IsType<SocketException>((await Assert.ThrowsAsync<IOException>(async () => await Stream.WriteAsync(new byte[1]))).InnerException);
    }
}
