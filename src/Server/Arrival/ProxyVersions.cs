namespace ActorServer.Server.Arrival;

/// <summary>Which versions of the PROXY header are taken.</summary>
[Flags]
internal enum ProxyVersions
{
    /// <summary>No header is expected.</summary>
    None = 0,

    /// <summary>The line of text.</summary>
    One = 1,

    /// <summary>The binary one.</summary>
    Two = 2,
}
