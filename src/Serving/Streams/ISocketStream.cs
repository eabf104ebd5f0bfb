namespace ActorServer.Serving.Streams;

/// <summary>A stream on a client's socket that knows how the client has left. Thread-safe.</summary>
internal interface ISocketStream
{
    /// <summary>The client's end-of-file has been read.</summary>
    bool HasEnded { get; }

    /// <summary>The client has reset the connection or is lost, or somebody has cut it off.</summary>
    bool WasReset { get; }
}
