namespace ActorServer.Server.Admission;

/// <summary>Why an accepted client was never served.</summary>
internal static class RefusalReason
{
    public const string Full = "full";
    public const string QueueTimeout = "queue-timeout";
    public const string PeerGone = "peer-gone";
    public const string Draining = "draining";

    /// <summary>A part of the server has failed, which the log says.</summary>
    public const string Failed = "failed";
}
