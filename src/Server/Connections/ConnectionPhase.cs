namespace ActorServer.Server.Connections;

/// <summary>How far a client has come, as an operator sees it.</summary>
internal enum ConnectionPhase
{
    /// <summary>It waits to be served.</summary>
    Held,

    /// <summary>It is served.</summary>
    Open,

    /// <summary>Its handler has closed; what it wrote is being sent.</summary>
    Closing,

    /// <summary>Our end-of-file is with the kernel; the client is waited for.</summary>
    Lingering,
}
