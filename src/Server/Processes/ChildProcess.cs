using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Processes;
using ActorServer.Native.Signals;
using ActorServer.Server.Resources;

namespace ActorServer.Server.Processes;

/// <summary>
/// An operating-system process that the server has started, with a pipe to each of its standard streams. It leads a
/// process group of its own; when it exits, what is left of the group is killed before it is reaped. System.Diagnostics.Process
/// would not do: it cannot tell <c>exit 137</c> from SIGKILL, makes no group, and reaps whenever it likes.
/// </summary>
/// <remarks>
/// Its pid is the server's to signal until it is reaped, and may belong to anybody afterwards: so both happen under one
/// lock. <see cref="Dispose"/> closes the server's ends of the pipes and nothing else; the child is reaped whether it was
/// called or not.
/// </remarks>
internal sealed class ChildProcess : IDisposable
{
    private readonly Lock _signallingOrReaping = new();
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildPipes _pipes;
    private bool _reaped;

    private ChildProcess(int pid, ChildPipes pipes)
    {
        Pid = pid;
        _pipes = pipes;
    }

    /// <summary>The process's id, which is also its group's.</summary>
    public int Pid { get; }

    /// <summary>What is written here the child reads; disposing it gives the child end-of-file.</summary>
    public Stream StandardInput => _pipes.Input;

    /// <summary>The Unix-domain socket under <see cref="StandardInput"/>, on which descriptors can be passed to the child.</summary>
    public SafeHandle Control => _pipes.Control;

    /// <summary>What the child writes. Waiting for it asynchronously occupies no thread.</summary>
    public Stream StandardOutput => _pipes.Output;

    /// <summary>What the child writes to its standard error. Waiting for it asynchronously occupies no thread.</summary>
    public Stream StandardError => _pipes.Error;

    /// <summary>How much of what it wrote has not been read; 0 where that is not known, and once the pipes are closed.</summary>
    public long UnreadBytes => _pipes.UnreadBytes;

    /// <summary>Completes exactly once, when the process is gone and reaped; never fails.</summary>
    public Task<ExitStatus> Exited => _exited.Task;

    /// <summary>Whether somebody has stopped it (SIGSTOP), so that it cannot do anything. Linux.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_signallingOrReaping)
                return !_reaped && ProcessState.IsStopped(Pid);
        }
    }

    /// <summary>What it has used; null when it is gone, and where the system does not say.</summary>
    public ProcessUsage? Usage
    {
        get
        {
            // Nobody who is to kill or reap it waits for a file. By the time that this was read its number may be another process's.
            if (IsReaped)
                return null;
            var usage = ProcessUsage.Of(Pid);
            return IsReaped ? null : usage;
        }
    }

    private bool IsReaped
    {
        get
        {
            lock (_signallingOrReaping)
                return _reaped;
        }
    }

    /// <summary>
    /// Starts a process. The calling thread waits until the new program is loaded, or has failed to load.
    /// </summary>
    /// <exception cref="ChildStartException">The system refuses; nothing is left behind.</exception>
    /// <exception cref="ArgumentException">A text holds a NUL, or the name of an environment variable is wrong.</exception>
    public static ChildProcess Spawn(ChildProcessStart start)
    {
        RejectNul(start);
        if (TaskReserve.OfThisProcess.IsTouchedByWorker(start.IsSpare))
            throw ChildStartException.Because(start, Errno.EAGAIN);
        var reaper = ChildReaper.Instance;
        var pipes = new ChildPipes(start, ResourceLimits.Descriptors);
        int pid;
        try
        {
            var error = pipes.Start(start, out pid);
            if (error != 0)
                throw ChildStartException.Because(start, error);
        }
        catch
        {
            pipes.Dispose();
            throw;
        }

        // Before it may be reaped: until then its pid is nobody else's.
        var limited = start.MemoryLimit > 0 ? ResourceLimits.LimitMemory(pid, start.MemoryLimit) : 0;
        if (start.Niceness > 0)
            ProcessGroup.MakeNice(pid, start.Niceness);
        var child = new ChildProcess(pid, pipes);
        reaper.Watch(child);
        if (limited == 0)
            return child;
        child.KillGroup();
        child.Dispose();
        throw new ChildStartException($"the memory-limit of {start.MemoryLimit} bytes cannot be set: {Errno.Describe(limited)}", limited);
    }

    /// <summary>Sends a signal to the process alone. Does nothing once it is reaped.</summary>
    public void Signal(int signal) => UnlessReaped(() => ProcessSignal.Send(Pid, signal));

    /// <summary>Kills the process and its whole group. Does nothing once it is reaped: the group is gone then as well.</summary>
    public void KillGroup() => UnlessReaped(() => ProcessGroup.Signal(Pid, SignalNumbers.SIGKILL));

    /// <summary>Keeps its threads from interrupting others when they wake up, from now on. Does nothing once it is reaped.</summary>
    public void ScheduleAsBatch() => UnlessReaped(() => BatchScheduling.Apply(Pid));

    /// <summary>Closes the server's ends of the pipes. The child sees end-of-file, and lives on.</summary>
    public void Dispose() => _pipes.Dispose();

    /// <summary>Reaps the child if it has exited. True once it is gone; called by the <see cref="ChildReaper"/>.</summary>
    internal bool TryReap()
    {
        ExitStatus status;
        lock (_signallingOrReaping)
        {
            if (_reaped)
                return true;
            var state = ChildWait.Look(Pid);
            if (state == ChildState.Running)
                return false;
            // The zombie keeps pid and group from being given to others: the last moment to reach who is left in it.
            if (state == ChildState.Exited)
                ProcessGroup.Signal(Pid, SignalNumbers.SIGKILL);
            status = ChildWait.Reap(Pid);
            _reaped = true;
        }

        return _exited.TrySetResult(status);
    }

    private void UnlessReaped(Action act)
    {
        lock (_signallingOrReaping)
        {
            if (!_reaped)
                act();
        }
    }

    private static void RejectNul(ChildProcessStart start)
    {
        var texts = start.Arguments.Concat(start.Environment.Keys).Concat(start.Environment.Values);
        if (texts.Append(start.FileName).Append(start.WorkingDirectory ?? "").Any(text => text.Contains('\0')))
            throw new ArgumentException("a NUL cannot be passed to a process", nameof(start));
    }
}
