namespace ActorServer.Protocol.Messages;

/// <summary>How the use of a socket that was handed over to a worker, or lent to a handler, has ended. The rest is the server's.</summary>
internal enum HandOffOutcome
{
    /// <summary>The client had closed its side, all that the handler wrote is in the kernel's hands, and so is our end-of-file.</summary>
    AfterPeer = 1,

    /// <summary>The handler closed first; all that it wrote is in the kernel's hands, and so is our end-of-file.</summary>
    ByHandler = 2,

    /// <summary>The client has reset the connection.</summary>
    PeerReset = 3,

    /// <summary>The handler wants the client to be reset.</summary>
    Aborted = 4,

    /// <summary>The handler has failed; the client is to be reset.</summary>
    Failed = 5,

    /// <summary>The client and the worker have not agreed on their TLS; the alert, where there is one, is in the kernel's hands.</summary>
    HandshakeFailed = 6,
}
