using ActorServer.Server.Isolation;


using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Isolation;

public sealed class ThreadBackendTests() : LocalBackendContract("stack-size = 256KiB, keep-alive-time = 200ms", context => new ThreadBackend(context, NullLogger.Instance))
{
    [Fact]
    public void Each_handler_has_a_thread_of_its_own_which_goes_with_it()
    {
        var backend = Start<ContractHandler>();
        var connections = Enumerable.Range(1, 5).Select(i => Serve(backend, ThreadName(i))).ToArray();
        Assert.Equal(5, ThreadsOfHandlers());
        foreach (var connection in connections)
            CloseFromHandler(connection);
        for (var i = 1; i <= 5; i++)
            ExpectEnded();
        AwaitAssert(() => Assert.Equal(0, ThreadsOfHandlers()), Patience);
    }

    // The connection's id, which no other test's connections have: they run at the same time.
    private static string ThreadName(int i) => $"c-own-{i}";

    private static int ThreadsOfHandlers() =>
        Directory.EnumerateDirectories("/proc/self/task").Count(task => NameOf(task).StartsWith("c-own-", StringComparison.Ordinal));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
