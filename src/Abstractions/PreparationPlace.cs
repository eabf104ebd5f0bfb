namespace ActorServer;

/// <summary>Where a service's handlers prepare themselves (<see cref="IPrepares"/>).</summary>
public enum PreparationPlace
{
    /// <summary>In the server, once, before the service listens: they run in its process.</summary>
    Server,

    /// <summary>In each worker, before it serves. It is the backend's business; the server does nothing.</summary>
    Worker,
}
