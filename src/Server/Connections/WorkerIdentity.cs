namespace ActorServer.Server.Connections;

/// <summary>Which worker serves a connection: its number in the service and its process id.</summary>
internal sealed record WorkerIdentity(long Number, int Pid);
