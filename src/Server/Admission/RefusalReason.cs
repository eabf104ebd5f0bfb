namespace ActorServer.Server.Admission;

/// <summary>Why an accepted client was never served.</summary>
internal static class RefusalReason
{
    public const string Full = "full";
    public const string QueueTimeout = "queue-timeout";
    public const string PeerGone = "peer-gone";
    public const string Draining = "draining";
}
