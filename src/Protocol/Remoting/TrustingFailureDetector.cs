using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorServer.Protocol.Remoting;

/// <summary>
/// Takes whoever it watches for alive, however long it says nothing. Server and worker are processes of one machine: the exit
/// of a worker and the end of its channel tell of its death at once and for certain. Silence tells nothing: the other may be
/// stopped, or this process may have been.
/// </summary>
internal sealed class TrustingFailureDetector : FailureDetector
{
    private volatile bool _isMonitoring;

    /// <summary>As Akka makes one.</summary>
    /// <param name="config">The block that names this class.</param>
    /// <param name="events">Where it could tell what it thinks.</param>
    public TrustingFailureDetector(Config config, EventStream events)
    {
        _ = (config, events);
    }

    public override bool IsAvailable => true;

    public override bool IsMonitoring => _isMonitoring;

    public override void HeartBeat() => _isMonitoring = true;
}
