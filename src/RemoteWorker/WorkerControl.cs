using System.Net.Sockets;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Workers;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The server's counterpart in the worker: reports that the worker is ready, or that it was asked to leave, brings each
/// client's socket together with its handler, and ends the process when the server says so. It never ends it by itself
/// while the server may still have use for it.
/// </summary>
internal sealed class WorkerControl : UntypedActor
{
    public const string Name = "worker";

    private readonly WorkerBootstrap _bootstrap;
    private readonly bool _servesStreams;
    private readonly Action _endProcess;
    private readonly IActorRef _server;

    // The two parts of a hand-off come on different ways, in either order.
    private HandOver? _order;
    private Arrived? _arrived;

    public WorkerControl(WorkerBootstrap bootstrap, bool servesStreams, Action endProcess)
    {
        _servesStreams = servesStreams;
        _bootstrap = bootstrap;
        _endProcess = endProcess;
        // By reference, not by selection: the server delivers no selections from workers.
        _server = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(bootstrap.ReportTo);
    }

    /// <param name="bootstrap">What the server said.</param>
    /// <param name="servesStreams">Whether the handler is a <see cref="StreamHandler"/>.</param>
    /// <param name="endProcess">Ends the process.</param>
    public static Props Props(WorkerBootstrap bootstrap, bool servesStreams, Action endProcess) =>
        Producer<WorkerControl>.Props(() => new WorkerControl(bootstrap, servesStreams, endProcess));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _server.Tell(new WorkerReady(_bootstrap.Worker, _bootstrap.Secret, Environment.ProcessId));

    /// <inheritdoc/>
    protected override void PostStop() => _arrived?.Client.Dispose();

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HandOver order:
                // An order whose socket has not come is void: its client was gone before.
                _order = order;
                BeginWhenComplete();
                break;
            case Arrived arrived:
                _arrived?.Client.Dispose();
                _arrived = arrived;
                BeginWhenComplete();
                break;
            case EndWorker:
                _endProcess();
                break;
            case Leave:
                _server.Tell(WorkerLeaving.Instance);
                break;
        }
    }

    private void BeginWhenComplete()
    {
        if (_order is null || _arrived is null || _order.Number != _arrived.Number)
            return;
        var (order, client) = (_order, _arrived.Client);
        (_order, _arrived) = (null, null);
        var connection = _servesStreams
            ? Producer<WorkerStream>.Props(() => new WorkerStream(client, order, _server))
            : Producer<WorkerConnection>.Props(() => new WorkerConnection(client, order, _server));
        Context.ActorOf(connection, order.Info.Id);
    }

    /// <summary>From the server's channel: the socket that was handed over under this number.</summary>
    internal sealed record Arrived(long Number, SafeSocketHandle Client) : INoSerializationVerificationNeeded;

    /// <summary>The process was asked from outside to end.</summary>
    internal sealed record Leave
    {
        public static readonly Leave Instance = new();
    }
}
