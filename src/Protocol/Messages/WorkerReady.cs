namespace ActorServer.Protocol.Messages;

/// <summary>A worker's first word to the server: it has started and may be given a client.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Pid">The worker's process id.</param>
internal sealed record WorkerReady(long Worker, int Pid);
