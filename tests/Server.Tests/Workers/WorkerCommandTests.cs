using ActorServer.Server.Workers;


namespace ActorServer.Server.Tests.Workers;

public class WorkerCommandTests
{
    private static readonly ProcessSettings Settings = new("auto", "auto", 0, 1, 1, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    [Fact]
    public void A_worker_is_started_by_itself()
    {
        var start = WorkerCommand.For(new WorkerExecutable("own", "/opt/worker"), Settings);
        Assert.Equal("/opt/worker", start.FileName);
        Assert.Empty(start.Arguments);
    }

    [Fact]
    public void With_a_prefix_its_program_is_started_with_the_worker_as_its_last_word()
    {
        var start = WorkerCommand.For(new WorkerExecutable("own", "/opt/worker"), Settings with { CommandPrefix = ["/usr/bin/nice", "-n", "5"], MemoryLimit = 1 << 30 });
        Assert.Equal("/usr/bin/nice", start.FileName);
        Assert.Equal(["-n", "5", "/opt/worker"], start.Arguments);
        Assert.Equal(1 << 30, start.MemoryLimit);
    }
}
