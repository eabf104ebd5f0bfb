using ActorServer.Native.Descriptors;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Descriptors;

public sealed class DescriptorOutputTests
{
    private const int BrokenPipe = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task On_a_descriptor_that_somebody_has_made_non_blocking_room_is_waited_for()
    {
        using var pair = new UnixSocketPair();
        pair.One.Blocking = false;
        var bytes = new byte[4 * 1024 * 1024];
        Random.Shared.NextBytes(bytes);

        var writing = Task.Run(() => (Error: DescriptorOutput.WriteAll(pair.One.SafeHandle, bytes, out var written), Written: written));

        var read = new byte[bytes.Length];
        using var patience = new CancellationTokenSource(Patience);
        for (var length = 0; length < read.Length;)
            length += await pair.Other.ReceiveAsync(read.AsMemory(length), patience.Token);
        Assert.Equal((0, bytes.Length), await writing.WaitAsync(Patience));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void Where_nobody_reads_any_more_it_says_so_and_how_much_was_written()
    {
        using var pair = new UnixSocketPair();
        pair.Other.Close();
        Assert.Equal(BrokenPipe, DescriptorOutput.WriteAll(pair.One.SafeHandle, new byte[10], out var written));
        Assert.Equal(0, written);
    }
}
