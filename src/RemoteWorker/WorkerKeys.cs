using ActorServer.Native.Processes;
using ActorServer.Protocol.Channel;
using ActorServer.Serving.Tls;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>The certificates and keys that this worker has been given.</summary>
/// <param name="Version">Their version.</param>
/// <param name="Server">What agrees with clients by them.</param>
internal sealed record WorkerKeys(long Version, TlsServer Server) : INoSerializationVerificationNeeded
{
    /// <summary>
    /// Receives them, and loads what a handshake needs, so that no client waits for it. From then on this process leaves no core dump, in
    /// which they would be.
    /// </summary>
    public static WorkerKeys Take(TlsDelivery delivery)
    {
        CoreDumps.Forbid();
        var server = TlsServer.From(delivery.Receive());
        _ = Task.Run(() => HandshakeRehearsal.RunAsync(server));
        return new WorkerKeys(delivery.Version, server);
    }
}
