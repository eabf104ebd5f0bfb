namespace ActorServer.Server.Workers;

/// <summary>Where a worker is in its life.</summary>
internal enum WorkerState
{
    /// <summary>No worker of that number.</summary>
    None,

    /// <summary>Its process is being started or has not said yet that it is ready.</summary>
    Starting,

    /// <summary>Ready, without a client.</summary>
    Idle,

    /// <summary>Serving a client.</summary>
    Busy,

    /// <summary>Asked or forced to end; its process may still be there.</summary>
    Dying,
}
