namespace ActorServer.Server.Connections;

/// <summary>What is known of one client's bytes at a moment, whoever reads and writes its socket.</summary>
internal readonly record struct ClientBytes
{
    /// <summary>Bytes received, read or not.</summary>
    public long In { get; init; }

    /// <summary>Bytes that are with the client's kernel.</summary>
    public long Out { get; init; }

    /// <summary>A count that grows while the client takes what waits for it; <see cref="Out"/> where the kernel tells.</summary>
    public long Taken { get; init; }

    /// <summary>How long no byte has gone either way.</summary>
    public TimeSpan Silent { get; init; }

    /// <summary>Bytes wait to be sent or acknowledged.</summary>
    public bool IsSending { get; init; }

    /// <summary>The client has closed its sending side.</summary>
    public bool InputEnded { get; init; }

    /// <summary>Our end-of-file has been sent, by whoever has the socket.</summary>
    public bool OutputEnded { get; init; }

    /// <summary>The connection is closed both ways, by a reset or because both sides have closed.</summary>
    public bool IsClosed { get; init; }
}
