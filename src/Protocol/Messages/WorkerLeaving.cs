namespace ActorServer.Protocol.Messages;

/// <summary>A worker's word that it was asked from outside (SIGTERM) to end: it finishes its client and takes no other.</summary>
internal sealed record WorkerLeaving
{
    public static readonly WorkerLeaving Instance = new();
}
