using Akka;
using Akka.Actor;

namespace ActorServer.Cluster.Life;

/// <summary>
/// Holds the coordinated shutdown of a cluster system in its first phase, whoever begins it, until its owner means it. Akka.Remote begins
/// one when a peer that it has called fails in the TLS handshake, and a coordinated shutdown can be begun once only.
/// </summary>
internal sealed class HeldShutdown
{
    private readonly TaskCompletionSource<Done> _meant = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CoordinatedShutdown _shutdown;

    public HeldShutdown(ActorSystem system)
    {
        _shutdown = CoordinatedShutdown.Get(system);
        _shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "until-it-is-meant", () => _meant.Task);
    }

    /// <summary>Lets a shutdown go on that has begun, or will.</summary>
    public void Release() => _meant.TrySetResult(Done.Instance);

    /// <summary>Leaves the cluster. Completes when that is done.</summary>
    public Task LeaveAsync()
    {
        Release();
        return _shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }
}
