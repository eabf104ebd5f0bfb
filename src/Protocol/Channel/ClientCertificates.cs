namespace ActorServer.Protocol.Channel;

/// <summary>Whether clients show a certificate of their own.</summary>
internal enum ClientCertificates
{
    /// <summary>They are not asked for one.</summary>
    Off = 0,

    /// <summary>They are asked for one, and one that is shown must be good.</summary>
    Optional = 1,

    /// <summary>Without a good one there is no connection.</summary>
    Required = 2,
}
