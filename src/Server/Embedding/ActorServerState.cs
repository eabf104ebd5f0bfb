namespace ActorServer;

/// <summary>How far an embedded server has come.</summary>
public enum ActorServerState
{
    /// <summary>The host has not started it yet, or it is not ready.</summary>
    Starting,

    /// <summary>All services listen; one that is paused or drained alone listens or serves no more.</summary>
    Serving,

    /// <summary>It is being stopped: nobody new comes in, and clients may finish.</summary>
    Draining,

    /// <summary>It has ended as it was told to.</summary>
    Stopped,

    /// <summary>It could not serve, or not any more; the log says why. The application lives on.</summary>
    Failed,
}
