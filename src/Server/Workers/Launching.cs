using ActorServer.Server.Processes;

namespace ActorServer.Server.Workers;

/// <summary>
/// One process on its way from the launcher's thread to the actor that wants it. Whatever comes first, the process or the
/// end of the actor, the process has exactly one owner: what is handed over after the actor has left is killed. Thread-safe.
/// </summary>
internal sealed class Launching
{
    private readonly Lock _gate = new();
    private ChildProcess? _process;
    private bool _left;

    /// <summary>From the launcher: here it is.</summary>
    public void Deliver(ChildProcess process)
    {
        lock (_gate)
        {
            _process = process;
            if (!_left)
                return;
        }

        process.KillGroup();
    }

    /// <summary>From the actor, when it stops: nothing of it may outlive it. Does nothing to a process that has been reaped.</summary>
    public void Leave()
    {
        lock (_gate)
            _left = true;
        _process?.KillGroup();
    }
}
