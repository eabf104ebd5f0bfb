namespace ActorServer.Protocol.Messages;

/// <summary>A worker's first word to the server: it has started and may be given a client.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Secret">What the server gave this worker when it started it; proves that the word is this worker's own.</param>
/// <param name="Pid">The worker's process id.</param>
internal sealed record WorkerReady(long Worker, string Secret, int Pid)
{
    // A record prints its members; a secret has no place in a log.
    public override string ToString() => $"{nameof(WorkerReady)} {{ Worker = {Worker}, Pid = {Pid} }}";
}
