using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Processes;
using ActorServer.Server.Processes;

namespace ActorServer.Server.Tests.Workers;

[Collection(AloneWithChildren.Name)]
public sealed partial class ChildProcessResourcesTests
{
    [Fact]
    public async Task A_child_has_no_descriptor_of_the_server_but_its_three()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var file = File.Create(Path.GetTempFileName(), 1, FileOptions.DeleteOnClose);
        // A native library may well forget O_CLOEXEC.
        var careless = Dup(0);
        Assert.True(careless > 2);
        var child = Children.Cat();
        try
        {
            // While it is being loaded it has files of its own open.
            await child.StandardInput.WriteAsync("x"u8.ToArray());
            await child.StandardOutput.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Children.Patience);
            var descriptors = Directory.GetFileSystemEntries($"/proc/{child.Pid}/fd");
            Assert.Equal(["0", "1", "2"], descriptors.Select(Path.GetFileName).Order());
            var targets = descriptors.Order().Select(path => new FileInfo(path).LinkTarget!.Split(':')[0]);
            Assert.Equal(["socket", "pipe", "pipe"], targets);
        }
        finally
        {
            Assert.Equal(0, Close(careless));
            await Children.Kill(child);
        }
    }

    [Fact]
    public async Task Two_hundred_spawns_leave_no_descriptor_and_no_process()
    {
        await SpawnReadAndReap(5);
        var before = OpenPipes();
        await SpawnReadAndReap(200);
        Assert.InRange(OpenPipes(), 0, before);
        // Workers of a test that ran before may still be ending.
        await Children.Eventually(
            () => Directory.EnumerateDirectories("/proc/self/task").All(thread => File.ReadAllText(thread + "/children").Trim().Length == 0), "no children");
    }

    [Fact]
    public async Task Starts_that_fail_leave_no_descriptor()
    {
        await SpawnReadAndReap(5);
        var before = OpenPipes();
        for (var i = 0; i < 50; i++)
            Assert.Throws<ChildStartException>(() => ChildProcess.Spawn(Children.Start("/no/such/file", [])));
        Assert.InRange(OpenPipes(), 0, before);
    }

    [Fact]
    public void The_last_descriptors_are_not_for_children()
    {
        new ChildPipes(Children.Start("/bin/true", []), descriptors: null).Dispose();
        new ChildPipes(Children.Start("/bin/true", []), descriptors: int.MaxValue).Dispose();
        var none = Assert.Throws<ChildStartException>(() => new ChildPipes(Children.Start("/bin/true", []), descriptors: 32));
        Assert.Equal("cannot start \"/bin/true\": no more open files are left for it (ulimit -n)", none.Message);
    }

    [Fact]
    public async Task A_hundred_idle_children_occupy_no_pool_threads()
    {
        var children = Enumerable.Range(0, 100).Select(_ => Children.Sleep()).ToList();
        using var stop = new CancellationTokenSource();
        try
        {
            var readings = children
                .SelectMany(child => new[] { child.StandardOutput, child.StandardError })
                .Select(stream => LineReader.ReadAsync(stream, _ => { }, () => Task.CompletedTask, stop.Token))
                .ToList();
            await Children.Eventually(() => ThreadPool.PendingWorkItemCount == 0, "reads that are under way");
            Assert.InRange(BusyPoolThreads(), 0, 10);
            await stop.CancelAsync();
            foreach (var reading in readings)
                await reading.WaitAsync(Children.Patience);
        }
        finally
        {
            await Task.WhenAll(children.Select(Children.Kill));
        }
    }

    private static async Task SpawnReadAndReap(int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var child = Children.Shell("echo hello; echo oh >&2");
            Assert.Equal("hello\n", await Children.OutputOf(child));
            Assert.Equal("oh", await Children.LineFrom(child.StandardError));
            Assert.Equal(ExitStatus.FromCode(0), await Children.ExitOf(child));
        }
    }

    // What a spawn opens. Sockets of tests that ran before are closed in their own time.
    private static int OpenPipes() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);

    private static int BusyPoolThreads()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
