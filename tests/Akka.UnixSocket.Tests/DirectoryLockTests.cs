using ActorServer.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.UnixSocket.Tests;

public sealed class DirectoryLockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SocketDirectoryFixture _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_that_another_has_locked_is_waited_for()
    {
        using var other = OpenDirectory.At(_directory.Path);
        using var one = OpenDirectory.At(_directory.Path);
        await other.LockAsync(CancellationToken.None).WaitAsync(Patience);
        var waiting = one.LockAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        other.Dispose();

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task One_that_cannot_be_locked_is_not_taken_for_one_that_is()
    {
        // No file system of a test machine refuses; a descriptor that is none does.
        using var none = new SafeFileHandle(int.MaxValue, ownsHandle: false);

        var failure = await Assert.ThrowsAsync<IOException>(() => FileLock.TakeAsync(none, CancellationToken.None).WaitAsync(Patience));

        Assert.Equal("Bad file descriptor", failure.Message);
    }
}
