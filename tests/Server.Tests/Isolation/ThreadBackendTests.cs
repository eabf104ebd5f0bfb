using ActorServer.Server.Isolation;

namespace ActorServer.Server.Tests.Isolation;

public sealed class ThreadBackendTests() : LocalBackendContract("stack-size = 256KiB", context => new ThreadBackend(context))
{
    // The kernel keeps the first 15 characters of a thread's name.
    private const string ThreadName = "actor-server.th";

    [Fact]
    public void Each_handler_has_a_thread_of_its_own_which_goes_with_it()
    {
        var backend = Start<ContractHandler>();
        var connections = Enumerable.Range(1, 5).Select(i => Serve(backend, $"c-{i}")).ToArray();
        Assert.True(ThreadsOfHandlers() >= 5);
        foreach (var connection in connections)
            CloseFromHandler(connection);
        for (var i = 1; i <= 5; i++)
            ExpectEnded();
        AwaitAssert(() => Assert.Equal(0, ThreadsOfHandlers()), Patience);
    }

    private static int ThreadsOfHandlers() => Directory.EnumerateDirectories("/proc/self/task").Count(task => NameOf(task) == ThreadName);

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
