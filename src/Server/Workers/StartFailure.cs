namespace ActorServer.Server.Workers;

/// <summary>Why no worker came of a start.</summary>
internal enum StartFailure
{
    /// <summary>It could not be started, or has ended before it was ready; the next one most likely does the same.</summary>
    Fault,

    /// <summary>It was not ready in time.</summary>
    TimedOut,

    /// <summary>Something is short that other processes have, and give back when they end.</summary>
    Shortage,
}
