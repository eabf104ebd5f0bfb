namespace ActorServer;

/// <summary>How far the clients of a service are kept apart: the backends that come along, as <c>isolation</c> names them.</summary>
public enum Isolation
{
    /// <summary>One client after the other, on one thread.</summary>
    Inline,

    /// <summary>All handlers on the threads of one dispatcher; they must not block.</summary>
    Event,

    /// <summary>A thread for each handler.</summary>
    Thread,

    /// <summary>A process for each handler: the application itself, started as a worker (<see cref="ActorServerWorker"/>).</summary>
    Process,
}
