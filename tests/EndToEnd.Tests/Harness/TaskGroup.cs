using System.Globalization;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A control group of the test's own that bounds how many processes and threads there may be in it. Only root can make one.</summary>
internal sealed class TaskGroup : IDisposable
{
    private readonly string _path = Path.Combine(Mount, $"e2e-{Guid.NewGuid():N}");

    public TaskGroup() => Directory.CreateDirectory(_path);

    /// <summary>Why none can be made here; null if it can.</summary>
    public static string? Obstacle =>
        !Environment.IsPrivilegedProcess ? "makes a control group, which only root can"
        : !Directory.Exists(Mount) || (Mount == "/sys/fs/cgroup" && !HasController) ? "there is no control group for processes here"
        : null;

    /// <summary>How many there are now.</summary>
    public int Current => int.Parse(File.ReadAllText(Path.Combine(_path, "pids.current")), CultureInfo.InvariantCulture);

    /// <summary>How many there may be.</summary>
    public int Most
    {
        set => File.WriteAllText(Path.Combine(_path, "pids.max"), value.ToString(CultureInfo.InvariantCulture));
    }

    // Version 1, or else 2 (cgroups(7)).
    private static string Mount => Directory.Exists("/sys/fs/cgroup/pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";

    private static bool HasController =>
        File.Exists("/sys/fs/cgroup/cgroup.subtree_control") && File.ReadAllText("/sys/fs/cgroup/cgroup.subtree_control").Contains("pids", StringComparison.Ordinal);

    /// <summary>Puts a process with all its threads into the group; what it starts from now on is in it too.</summary>
    public void Take(int pid) => File.WriteAllText(Path.Combine(_path, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>A command that puts itself into the group and becomes what follows.</summary>
    public string[] Enter(params string[] command) => ["/bin/sh", "-c", $"echo $$ > {_path}/cgroup.procs && exec \"$0\" \"$@\"", .. command];

    public void Dispose()
    {
        // It can be removed when the last process in it has been reaped.
        Assert.True(SpinWait.SpinUntil(TryRemove, Deadlines.Step), $"{_path} cannot be removed");
    }

    private bool TryRemove()
    {
        try
        {
            Directory.Delete(_path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
