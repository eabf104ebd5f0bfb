namespace ActorServer.Server.Arrival;

/// <summary>Why an accepted client was never served.</summary>
internal static class RefusalReason
{
    public const string Full = "full";
    public const string QueueTimeout = "queue-timeout";
    public const string PeerGone = "peer-gone";
    public const string Draining = "draining";

    /// <summary>A part of the server has failed, which the log says.</summary>
    public const string Failed = "failed";

    /// <summary>The access list, or no proxy where only proxies may come.</summary>
    public const string Denied = "denied";

    /// <summary>No PROXY header, none in time, or what is none.</summary>
    public const string ProxyHeader = "proxy-header";

    /// <summary>The source has as many clients as it may have.</summary>
    public const string SourceFull = "source-full";

    /// <summary>The source sends new clients faster than it may.</summary>
    public const string SourceRate = "source-rate";

    /// <summary>All sources together do.</summary>
    public const string Rate = "rate";

    /// <summary>Earlier clients of the source have done harm.</summary>
    public const string Penalised = "penalised";
}
