using System.Diagnostics;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>A thread that is to wait in the kernel, and of which a test can tell when it does (Linux).</summary>
internal sealed class SleepingThread
{
    private readonly string _name;
    private readonly Task<int> _result;

    private SleepingThread(string name, Task<int> result)
    {
        _name = name;
        _result = result;
    }

    public static SleepingThread Start(Func<int> work)
    {
        // The kernel keeps 15 characters of a thread's name.
        var name = Guid.NewGuid().ToString("N")[..15];
        var result = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(work, result)) { Name = name, IsBackground = true }.Start();
        return new SleepingThread(name, result.Task);
    }

    /// <summary>Waits until it sleeps, and fails if it ends instead. Returns what it will come to.</summary>
    public async Task<Task<int>> WhenAsleepAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!IsAsleep())
        {
            Assert.False(_result.IsCompleted, "it has not waited");
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < SocketPair.Patience, "it has not begun to wait");
            await Task.Yield();
        }

        return _result;
    }

    private static void Run(Func<int> work, TaskCompletionSource<int> result)
    {
        try
        {
            result.SetResult(work());
        }
        catch (Exception failure)
        {
            result.SetException(failure);
        }
    }

    private bool IsAsleep() => Array.Exists(Directory.GetDirectories("/proc/self/task"), IsItAsleep);

    private bool IsItAsleep(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/comm").TrimEnd() == _name && File.ReadAllText($"{thread}/stat").Split(") ")[1][0] == 'S';
        }
        catch (IOException)
        {
            // One that has ended meanwhile.
            return false;
        }
    }
}
