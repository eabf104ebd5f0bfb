using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActorServer.Native.Signals;

namespace ActorServer.Server.Processes;

/// <summary>
/// Notices when children exit. SIGCHLD says that some child has, and signals that come together become one: so each of
/// them makes the reaper look at every child of its own. It never waits for a child it was not given, as the hosting
/// application may have started processes too.
/// </summary>
/// <remarks>
/// No exit is missed: the registration is older than every child, and each child is looked at once after it was added,
/// for the signal that came before that.
/// </remarks>
internal sealed class ChildReaper
{
    private static readonly Lazy<ChildReaper> Only = new(() => new ChildReaper());

    private readonly ConcurrentDictionary<ChildProcess, byte> _live = new();

    // Kept, as a registration that is collected is withdrawn.
    private readonly PosixSignalRegistration _registration;

    private ChildReaper()
    {
        // Whoever started the server may have left SIGCHLD ignored. .NET would let it be, and the kernel would reap every
        // child by itself and tell nobody.
        SignalDisposition.Unignore(SignalNumbers.SIGCHLD);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => LookAtAll());
    }

    /// <summary>The process's only one; the first use registers for SIGCHLD.</summary>
    public static ChildReaper Instance => Only.Value;

    /// <summary>Takes charge of a child until it is reaped.</summary>
    public void Watch(ChildProcess child)
    {
        _live.TryAdd(child, 0);
        LookAt(child);
    }

    private void LookAtAll()
    {
        foreach (var (child, _) in _live)
            LookAt(child);
    }

    private void LookAt(ChildProcess child)
    {
        if (child.TryReap())
            _live.TryRemove(child, out _);
    }
}
