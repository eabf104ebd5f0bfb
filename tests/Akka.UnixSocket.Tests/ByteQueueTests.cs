using CsCheck;

namespace ActorServer.UnixSocket.Tests;

public class ByteQueueTests
{
    [Fact]
    public void What_is_taken_is_what_was_appended_in_order() =>
        Gen.OneOf(Gen.Byte.Array[0, 100], Gen.Int[1, 200_000].Select(length => new byte[length]), Gen.Const(() => Array.Empty<byte>())).Array[1, 30].Sample(
            steps =>
            {
                var queue = new ByteQueue();
                var (appended, taken) = (new MemoryStream(), new MemoryStream());
                foreach (var step in steps)
                {
                    queue.Append(step);
                    appended.Write(step);
                    if (step.Length % 2 == 0)
                        Take(queue, taken);
                    Assert.Equal(appended.Length - taken.Length, queue.Length);
                }

                while (queue.Length > 0)
                    Take(queue, taken);
                Assert.Equal(0, queue.Take().Count);
                return appended.ToArray().AsSpan().SequenceEqual(taken.ToArray());
            },
            iter: 200);

    [Fact]
    public void What_is_forgotten_does_not_come_back()
    {
        var queue = new ByteQueue();
        queue.Append(new byte[300_000]);
        queue.Clear();
        Assert.Equal(0, queue.Length);
        queue.Append("after"u8);
        Assert.Equal("after"u8, queue.Take());
    }

    private static void Take(ByteQueue queue, MemoryStream taken)
    {
        var bytes = queue.Take();
        taken.Write(bytes);
        ByteQueue.GiveBack(bytes);
    }
}
