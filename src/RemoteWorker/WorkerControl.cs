using ActorServer.Protocol.Bootstrap;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The server's counterpart in the worker: reports that the worker is ready, or that it was asked to leave, makes a
/// connection of each client's socket, and ends the process when the server says so. It never ends it by itself while the
/// server may still have use for it.
/// </summary>
internal sealed class WorkerControl : UntypedActor
{
    public const string Name = "worker";

    private readonly WorkerBootstrap _bootstrap;
    private readonly HandlerKind _kind;
    private readonly Action _endProcess;
    private readonly IActorRef _server;

    // The socket of a client can come before the handlers' actor has been deployed: they come on different ways.
    private readonly Queue<HandOffClient> _early = new();
    private IActorRef? _handlers;
    private readonly TakenClients? _taken;
    private WorkerKeys? _keys;
    private readonly TakenNumbers _numbers = new();

    // Hand-offs whose connections were over before their sockets came.
    private readonly HashSet<long> _overBefore = [];

    public WorkerControl(WorkerBootstrap bootstrap, HandlerKind kind, Action endProcess, IServesAllClients? forAll = null)
    {
        _kind = kind;
        _bootstrap = bootstrap;
        _endProcess = endProcess;
        // By reference, not by selection: the server delivers no selections from workers.
        _server = ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(bootstrap.ReportTo);
        _taken = forAll is null ? null : new TakenClients(forAll, _server);
    }

    /// <param name="bootstrap">What the server said.</param>
    /// <param name="kind">The handler's kind.</param>
    /// <param name="endProcess">Ends the process.</param>
    /// <param name="forAll">The handler, where one instance serves all clients.</param>
    public static Props Props(WorkerBootstrap bootstrap, HandlerKind kind, Action endProcess, IServesAllClients? forAll = null) =>
        Producer<WorkerControl>.Props(() => new WorkerControl(bootstrap, kind, endProcess, forAll));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeployedHandlers.Deployed));
        if (_taken is not null)
            Context.System.EventStream.Subscribe(Self, typeof(Draining));
        _server.Tell(new WorkerReady(_bootstrap.Worker, Environment.ProcessId));
    }

    protected override void PostStop()
    {
        foreach (var client in _early)
            client.Socket.Dispose();
        // Only a fault of ours stops it. Made anew it would know of no handlers, and a worker without it serves nobody.
        _endProcess();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        MemoryLimit.EndIfReached(failure);
        return Directive.Stop;
    });

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception failure)
        {
            // Without this actor the process serves nobody, and the server would wait for it.
            Console.Error.WriteLine($"the worker's control has failed: {failure}");
            _endProcess();
            throw;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkerKeys keys:
                _keys = keys;
                break;
            case HandOffClient client when _handlers is null:
                _early.Enqueue(client);
                break;
            case HandOffClient client:
                Connect(client, _handlers);
                break;
            case DeployedHandlers.Deployed deployed:
                _handlers = deployed.Handlers;
                while (_early.TryDequeue(out var early))
                    Connect(early, _handlers);
                break;
            case AskTaken ask when _numbers.Contains(ask.Number):
                _server.Tell(new HandOffTaken(ask.Number));
                break;
            case AskTaken:
                break;
            case EndHandler end:
                End(end);
                break;
            case Draining:
                _taken?.Drain();
                break;
            case EndWorker:
                _endProcess();
                break;
            case Leave:
                _server.Tell(WorkerLeaving.Instance);
                break;
        }
    }

    private void Connect(HandOffClient client, IActorRef handlers)
    {
        var tls = client.KeysVersion == 0 ? null : _keys?.Server;
        // New ones may have overtaken a client's socket, and are good for him too.
        if (client.KeysVersion != 0 && !(_keys?.Version >= client.KeysVersion))
        {
            // In plaintext it must not be served.
            client.Socket.Dispose();
            _ = Take(client.Number);
            _server.Tell(new HandOffEnded(client.Number, HandOffOutcome.Failed, "the worker has not been given the certificates", HandlerEnded: true));
            return;
        }

        if (tls is null && _taken is not null)
        {
            _taken.Begin(client, isOver: Take(client.Number));
            return;
        }

        var connection = _kind.HasSocket()
            ? Producer<WorkerStream>.Props(() => new WorkerStream(client, handlers, _server, tls))
            : Producer<WorkerConnection>.Props(() => new WorkerConnection(client, handlers, _server, tls));
        var started = Context.ActorOf(connection, client.Info.Id);
        if (Take(client.Number))
            started.Tell(new EndHandler(client.Info.Id, client.Number));
    }

    private void End(EndHandler end)
    {
        if (_taken?.CutOff(end.ConnectionId) == true)
            return;
        if (Context.Child(end.ConnectionId) is var connection && !connection.IsNobody())
            connection.Tell(end);
        else if (!_numbers.Contains(end.HandOff))
            _overBefore.Add(end.HandOff);
    }

    // Whether its connection is over.
    private bool Take(long handOff)
    {
        _numbers.Add(handOff);
        var isOver = _overBefore.Remove(handOff);
        _overBefore.RemoveWhere(number => number < _numbers.Oldest);
        return isOver;
    }

    /// <summary>The process was asked from outside to end.</summary>
    internal sealed record Leave
    {
        public static readonly Leave Instance = new();
    }
}
