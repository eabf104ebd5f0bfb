using ActorServer.Server.Resources;


namespace ActorServer.Server.Tests.Workers;

public sealed class TaskReserveTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly string _groups = Directory.CreateTempSubdirectory("groups").FullName;
    private long? _left = 1_000;

    public void Dispose() => Directory.Delete(_groups, recursive: true);

    [Fact]
    public void Where_nothing_is_known_nothing_is_kept()
    {
        _left = null;
        var reserve = Reserve();
        Assert.False(reserve.IsTouchedByClient() || reserve.WouldBeTouchedByClient() || reserve.IsTouchedByWorker());
    }

    [Fact]
    public void Clients_leave_the_last_tasks_to_workers_and_these_leave_some_to_the_server()
    {
        _left = Reserve().NotForClients + 1;
        var reserve = Reserve();
        Assert.False(reserve.IsTouchedByClient());
        Assert.True(reserve.IsTouchedByClient());
        _left = Reserve().NotForClients;
        reserve = Reserve();
        Assert.True(reserve.WouldBeTouchedByClient());
        Assert.False(reserve.IsTouchedByWorker());
        Assert.True(reserve.IsTouchedByWorker());
    }

    [Fact]
    public void What_has_just_been_taken_counts_also_after_the_next_look()
    {
        _left = Reserve().NotForClients + 10;
        var reserve = Reserve();
        for (var client = 0; client < 10; client++)
            Assert.False(reserve.IsTouchedByClient());
        _clock.Seconds += 0.2;
        Assert.True(reserve.WouldBeTouchedByClient());
        _clock.Seconds += 0.2;
        Assert.False(reserve.WouldBeTouchedByClient());
    }

    [Fact]
    public void A_spare_worker_leaves_what_keeps_clients_coming()
    {
        _left = Reserve().NotForClients + TaskReserve.TasksOfWorker;
        Assert.True(Reserve().IsTouchedByWorker(isSpare: true));
        _left++;
        var reserve = Reserve();
        Assert.False(reserve.IsTouchedByWorker(isSpare: true));
        Assert.False(reserve.WouldBeTouchedByClient());
    }

    [Fact]
    public void Where_clients_take_no_task_fewer_are_kept_from_them()
    {
        var reserve = Reserve();
        var kept = reserve.NotForClients;
        reserve.ExpectClientsOf(0);
        Assert.Equal(kept - TaskReserve.TasksOfWorker, reserve.NotForClients);
    }

    [Fact]
    public void The_limits_of_all_control_groups_count_in_both_versions()
    {
        Group("a", "max", "7");
        Group("a/b", "100", "60");
        Group("pids/c", "50", "20");
        Assert.Equal(
            [new TaskLimit("pids.max of the control group /a/b", 100, 60), new TaskLimit("pids.max of the control group /c", 50, 20)],
            TaskLimit.OfGroups("0::/a/b\n8:cpu,pids:/c\n7:memory:/x\n", _groups));
    }

    [Fact]
    public void Where_there_are_no_such_files_there_is_no_limit() => Assert.Empty(TaskLimit.OfGroups("0::/nowhere\n8:pids:/../up\nnonsense\n", _groups));

    [Theory]
    [InlineData(10, 510)]
    [InlineData(0, 500)]
    [InlineData(2_000, 1_000)]
    public void What_a_server_may_have_is_what_others_leave_it_of_every_limit(long own, long most)
    {
        // The one with the least left is the larger one.
        TaskLimit[] limits = [new("user", 30_000, 29_500), new("group", 1_000, 100)];
        Assert.Equal(most, TaskLimit.MostOf(limits, own));
        Assert.Null(TaskLimit.MostOf([], own));
    }

    [Fact]
    public void What_a_server_has_are_its_own_tasks_and_those_of_its_descendants() =>
        Assert.Equal(30 + 12 + 1, OwnTasks.Count([(1, 0, 1), (5, 1, 30), (6, 5, 12), (7, 6, 1), (8, 1, 100), (9, 9, 7)], 5));

    [Fact]
    public void They_are_counted_in_the_system()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.InRange(OwnTasks.OfProcess(), 2, 100_000);
        Assert.InRange(OwnTasks.WithDescendants(), 2, 100_000);
    }

    private TaskReserve Reserve() => new(_clock, () => _left);

    private void Group(string path, string most, string used)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_groups, path)).FullName;
        File.WriteAllText(Path.Combine(directory, "pids.max"), most + "\n");
        File.WriteAllText(Path.Combine(directory, "pids.current"), used + "\n");
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
