namespace ActorServer.TestKit;

/// <summary>How the client saw its connection end.</summary>
internal enum ConnectionEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>End-of-file, after every byte that was written.</summary>
    EndOfFile,

    /// <summary>A reset.</summary>
    Reset,
}
