namespace ActorServer.Protocol.Messages;

/// <summary>The server asks a worker to exit.</summary>
internal sealed record EndWorker
{
    public static readonly EndWorker Instance = new();
}
