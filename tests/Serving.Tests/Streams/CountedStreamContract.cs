using System.Net.Sockets;
using System.Text;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>The contract of streams on a Unix socket, whose bytes they count.</summary>
public abstract class CountedStreamContract : ClientStreamContract
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(20);

    private protected UnixSocketPair Pair { get; } = new();

    private protected SocketCounts Counts { get; } = new();

    [Fact]
    public async Task What_was_read_and_what_the_kernel_has_taken_is_counted_to_the_byte()
    {
        ClientSends("hello");
        Assert.Equal(5, await Stream.ReadAsync(new byte[16]));
        Assert.Equal((5, 0), (Counts.Received, Counts.Sent));
        Stream.WriteTimeout = 50;
        await Assert.ThrowsAsync<IOException>(() => Task.Run(async () => await Stream.WriteAsync(new byte[64 << 20])));
        Assert.Equal(Pair.One.Available, Counts.Sent);
        SocketPair.Receive(Pair.One, Pair.One.Available);
        await Stream.WriteAsync("bye"u8.ToArray());
        Assert.Equal(3, Pair.One.Available);
    }

    [Fact]
    public async Task A_reader_finds_a_connection_that_was_cut_off_and_not_one_that_has_ended()
    {
        var read = Task.Run(async () => await Stream.ReadAsync(new byte[1]));
        Assert.NotEqual(read, await Task.WhenAny(read, Task.Delay(AWhile)));
        Counts.CutOff();
        SocketCutOff.CutOff(Pair.Other);
        var failure = await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(SocketPair.Patience));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
        Assert.True(Assert.IsAssignableFrom<ISocketStream>(Stream) is { WasReset: true, HasEnded: false });
    }

    /// <inheritdoc/>
    protected override void ClientSends(string piece) => Pair.One.Send(Encoding.ASCII.GetBytes(piece));

    /// <inheritdoc/>
    protected override void ClientResets()
    {
        // Closing with unread input is as near as it comes.
        Pair.Other.Send("unread"u8);
        Pair.One.Close();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Pair.Dispose();
}

/// <summary>In inline and thread.</summary>
public sealed class CountedBlockingStreamContract : CountedStreamContract
{
    public CountedBlockingStreamContract() => Stream = new BlockingSocketStream(Pair.Other.SafeHandle, counts: Counts);

    private protected override ClientStream Stream { get; }
}

/// <summary>A duplex handler's.</summary>
public sealed class CountedAsynchronousStreamContract : CountedStreamContract
{
    public CountedAsynchronousStreamContract() => Stream = new AsynchronousSocketStream(Pair.Other, Counts);

    private protected override ClientStream Stream { get; }
}

/// <summary>In event.</summary>
public sealed class CountedNonBlockingStreamContract : CountedStreamContract
{
    public CountedNonBlockingStreamContract() => Stream = new NonBlockingSocketStream(Pair.Other, Counts);

    /// <inheritdoc/>
    protected override bool MayWait => false;

    private protected override ClientStream Stream { get; }
}
