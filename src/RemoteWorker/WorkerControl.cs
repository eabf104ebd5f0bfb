using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Workers;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The server's counterpart in the worker: reports that the worker is ready, or that it was asked to leave, and ends the
/// process when the server says so. It never ends it by itself while the server may still have use for it.
/// </summary>
internal sealed class WorkerControl : UntypedActor
{
    public const string Name = "worker";

    private readonly WorkerBootstrap _bootstrap;
    private readonly IActorRef _server;

    public WorkerControl(WorkerBootstrap bootstrap)
    {
        _bootstrap = bootstrap;
        // By reference, not by selection: the server delivers no selections from workers.
        _server = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(bootstrap.ReportTo);
    }

    public static Props Props(WorkerBootstrap bootstrap) => Akka.Actor.Props.Create(() => new WorkerControl(bootstrap));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _server.Tell(new WorkerReady(_bootstrap.Worker, _bootstrap.Secret, Environment.ProcessId));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EndWorker:
                End();
                break;
            case Leave:
                _server.Tell(WorkerLeaving.Instance);
                break;
        }
    }

    // Nothing is left to flush: the last handler has stopped and its bytes are with the server. An orderly end of
    // Akka.Remote would only cost the next client time.
    private static void End()
    {
        Console.Out.Flush();
        Environment.Exit(0);
    }

    /// <summary>The process was asked from outside to end.</summary>
    internal sealed record Leave
    {
        public static readonly Leave Instance = new();
    }
}
