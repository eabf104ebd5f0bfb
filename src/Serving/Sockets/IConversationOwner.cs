namespace ActorServer.Serving.Sockets;

/// <summary>
/// The actor that owns a <see cref="TcpConversation"/>, as the conversation sees it. It is told, on its own thread, what the end of
/// the conversation means beyond the bytes; it may dispose of the conversation in each of these calls.
/// </summary>
internal interface IConversationOwner
{
    /// <summary>The client has closed its sending side, and the handler has been told. Called once, also while input is discarded.</summary>
    void PeerClosed();

    /// <summary>The client has reset the connection, or it is lost. Called at most once; the connection is of no more use.</summary>
    void PeerLost();

    /// <summary>A normal close has begun; what the handler wrote is still being sent.</summary>
    /// <param name="afterPeer">The client had closed its side before.</param>
    void HandlerCloses(bool afterPeer);

    /// <summary>All that the handler wrote and then our end-of-file have been handed to the kernel, and the handler has been told.</summary>
    void OutputEnded();

    /// <summary>The handler asks for a reset.</summary>
    void HandlerAborts();

    /// <summary>The handler does what it must not.</summary>
    void HandlerFails(string error);
}
