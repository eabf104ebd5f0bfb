using System.Diagnostics;

namespace ActorServer.Monitoring;

/// <summary>The activities of the server: one a connection, with child activities for its handshake and its hand-off to a worker. Nothing while nobody listens.</summary>
public static class ServerTracing
{
    /// <summary>The source's name.</summary>
    public const string Name = "ActorServer";

    /// <summary>A client from its opening to its closing record; tags as the records have them.</summary>
    public const string Connection = "connection";

    /// <summary>From the beginning of TLS until both sides agree.</summary>
    public const string Handshake = "handshake";

    /// <summary>From the wish for a worker until the worker has been sent the socket.</summary>
    public const string HandOff = "hand-off";

    /// <summary>The one source of the process.</summary>
    public static readonly ActivitySource Source = new(Name);
}
