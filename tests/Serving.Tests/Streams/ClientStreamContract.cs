using System.IO.Pipelines;
using System.Net.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>
/// What a handler may expect of its stream, whichever it is: time limits and tokens that work and lose no byte, and failures
/// that say with a <see cref="SocketException"/> what happened.
/// </summary>
public abstract class ClientStreamContract : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    // More than any kernel holds for a client that does not read.
    private static readonly byte[] TooMuch = new byte[64 << 20];

    private protected abstract ClientStream Stream { get; }

    /// <summary>Whether synchronous calls may wait for the client.</summary>
    protected virtual bool MayWait => true;

    /// <summary>Whether a write that was given up may be followed by another.</summary>
    protected virtual bool WritesAfterGivingUp => true;

    /// <summary>The client sends one piece.</summary>
    protected abstract void ClientSends(string piece);

    /// <summary>The client ends the connection with a reset.</summary>
    protected abstract void ClientResets();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the test has made.</summary>
    protected abstract void Dispose(bool disposing);

    [Fact]
    public void It_has_time_limits_that_are_off_at_first()
    {
        Assert.True(Stream.CanTimeout);
        Assert.Equal((Timeout.Infinite, Timeout.Infinite), (Stream.ReadTimeout, Stream.WriteTimeout));
        (Stream.ReadTimeout, Stream.WriteTimeout) = (1000, 2000);
        Assert.Equal((1000, 2000), (Stream.ReadTimeout, Stream.WriteTimeout));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.ReadTimeout = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.WriteTimeout = -2);
    }

    [Fact]
    public async Task A_read_ends_with_its_time_limit_and_the_next_one_gets_what_came()
    {
        Stream.ReadTimeout = 20;
        foreach (var read in Reads())
        {
            AssertIs(SocketError.TimedOut, await Assert.ThrowsAsync<IOException>(() => InTime(read(CancellationToken.None))));
            ClientSends("x");
            Assert.Equal("x", await InTime(read(CancellationToken.None)));
        }
    }

    [Fact]
    public async Task A_read_ends_with_its_token_and_the_next_one_gets_what_came()
    {
        for (var i = 0; i < 3; i++)
        {
            using var limit = new CancellationTokenSource(Soon);
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTime(ReadAsync(limit.Token)));
            Assert.Equal(limit.Token, cancelled.CancellationToken);
            ClientSends("x");
            Assert.Equal("x", await InTime(ReadAsync(CancellationToken.None)));
        }
    }

    [Fact]
    public async Task A_token_that_comes_first_wins_over_a_time_limit()
    {
        Stream.ReadTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        using var limit = new CancellationTokenSource(Soon);
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTime(ReadAsync(limit.Token)));
        Assert.Equal(limit.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task What_comes_in_time_is_read_in_time()
    {
        Stream.ReadTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        using var never = new CancellationTokenSource();
        for (var i = 0; i < 20; i++)
        {
            var read = ReadAsync(never.Token);
            ClientSends("x");
            Assert.Equal("x", await InTime(read));
        }
    }

    [Fact]
    public async Task No_byte_is_lost_between_reads_that_are_cancelled()
    {
        var read = "";
        for (var sent = 0; sent < 200; sent++)
        {
            using var limit = new CancellationTokenSource();
            var reading = ReadAsync(limit.Token);
            var cancelling = Task.Run(limit.Cancel);
            ClientSends(((char)('a' + (sent % 26))).ToString());
            await InTime(cancelling);
            try
            {
                read += await InTime(reading);
            }
            catch (OperationCanceledException)
            {
                read += await InTime(ReadAsync(CancellationToken.None));
            }
        }

        Assert.Equal(string.Concat(Enumerable.Range(0, 200).Select(sent => (char)('a' + (sent % 26)))), read);
    }

    [Fact]
    public async Task A_write_that_waits_for_the_client_ends_with_its_time_limit()
    {
        Stream.WriteTimeout = 50;
        foreach (var write in WritesAfterGivingUp ? Writes() : Writes().Take(1))
            AssertIs(SocketError.TimedOut, await Assert.ThrowsAsync<IOException>(() => InTime(write(CancellationToken.None))));
    }

    [Fact]
    public async Task A_write_that_waits_for_the_client_ends_with_its_token()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTime(WriteAsync(limit.Token)));
        Assert.Equal(limit.Token, cancelled.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_is_a_failure_that_says_so_also_to_who_waits_with_limits(bool limited)
    {
        using var never = new CancellationTokenSource();
        if (limited)
            Stream.ReadTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        var read = ReadAsync(limited ? never.Token : CancellationToken.None);
        ClientResets();
        AssertIs(SocketError.ConnectionReset, await Assert.ThrowsAsync<IOException>(() => InTime(read)));
    }

    [Fact]
    public async Task A_library_that_reads_by_pipes_can_give_up_and_go_on()
    {
        var pipe = PipeReader.Create(Stream);
        using (var limit = new CancellationTokenSource(Soon))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InTime(Task.Run(() => pipe.ReadAsync(limit.Token).AsTask(), CancellationToken.None)));
        ClientSends("x");
        Assert.Equal(1, (await InTime(Task.Run(() => pipe.ReadAsync().AsTask()))).Buffer.Length);
    }

    [Fact]
    public async Task The_calls_of_old_read_and_write_as_well()
    {
        var buffer = new byte[8];
        var reading = Stream.BeginRead(buffer, 0, 8, null, null);
        // In the midst of a read, which must not hold it up.
        Stream.EndWrite(Stream.BeginWrite(buffer, 0, 1, null, null));
        ClientSends("x");
        Assert.Equal(1, await InTime(Task.Factory.FromAsync(reading, Stream.EndRead)));
    }

    [Fact]
    public async Task Flushing_and_disposing_end_nothing()
    {
        Stream.Flush();
        await Stream.FlushAsync();
        using (var writer = new StreamWriter(Stream))
            writer.Write("hello");
        await Stream.DisposeAsync();
        ClientSends("x");
        Assert.Equal("x", await InTime(ReadAsync(CancellationToken.None)));
    }

    private static void AssertIs(SocketError error, IOException failure) =>
        Assert.Equal(error, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);

    private static Task<T> InTime<T>(Task<T> task) => task.WaitAsync(SocketPair.Patience);

    private static Task InTime(Task task) => task.WaitAsync(SocketPair.Patience);

    private IEnumerable<Func<CancellationToken, Task<string>>> Reads() => MayWait ? [ReadAsync, ReadOnThread] : [ReadAsync];

    private IEnumerable<Func<CancellationToken, Task>> Writes() => MayWait ? [WriteAsync, WriteOnThread] : [WriteAsync];

    // A call that completes synchronously must not do so on the test's thread.
    private Task<string> ReadAsync(CancellationToken cancellation) => Started(async () =>
    {
        var buffer = new byte[1];
        return Text(buffer, await Stream.ReadAsync(buffer, cancellation));
    });

    private Task<string> ReadOnThread(CancellationToken cancellation) => Started(() =>
    {
        var buffer = new byte[1];
        return Task.FromResult(Text(buffer, Stream.Read(buffer)));
    });

    private Task<string> WriteAsync(CancellationToken cancellation) => Started(async () =>
    {
        await Stream.WriteAsync(TooMuch, cancellation);
        return "";
    });

    private Task<string> WriteOnThread(CancellationToken cancellation) => Started(() =>
    {
        Stream.Write(TooMuch);
        return Task.FromResult("");
    });

    private static Task<string> Started(Func<Task<string>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private static string Text(byte[] buffer, int count) => System.Text.Encoding.ASCII.GetString(buffer, 0, count);
}
