using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Isolation;

/// <summary>
/// A backend whose handlers are its child actors, in the server's own process. The models differ in the dispatcher that the
/// children run on. A child that fails is stopped, never restarted, and its connection is told why.
/// </summary>
internal abstract class LocalBackend : IsolationBackend, IWithTimers
{
    private static readonly TimeSpan HangingAfter = TimeSpan.FromSeconds(5);

    private readonly BackendContext _context;
    private readonly ILogger _log;
    private readonly Dictionary<IActorRef, Serving> _serving = [];
    private readonly Dictionary<string, IActorRef> _handlers = [];
    private string _dispatcher = "";
    private Props _handler = Props.None;

    protected LocalBackend(BackendContext context, ILogger log)
    {
        _context = context;
        _log = log;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The most handlers that may run at once.</summary>
    protected virtual int Capacity => int.MaxValue;

    /// <summary>Where a <see cref="StreamHandler"/> runs.</summary>
    protected virtual StreamRunsOn StreamsRunOn => StreamRunsOn.ActorThread;

    /// <summary>The name of the thread, or of the threads, that the handler of this connection runs on.</summary>
    protected virtual string ThreadOf(string connectionId) => _dispatcher;

    /// <summary>The id of the dispatcher that handlers run on; called once, when the backend starts.</summary>
    protected abstract string HandlerDispatcher();

    protected override void PreStart()
    {
        try
        {
            _dispatcher = HandlerDispatcher();
            Context.System.Dispatchers.Lookup(_dispatcher);
            _handler = _context.HandlerProps().WithDispatcher(_dispatcher);
            Context.Parent.Tell(new Ready(Capacity));
        }
        catch (Exception wrong)
        {
            Context.Parent.Tell(new CannotStart($"the dispatcher {_dispatcher} cannot be used: {wrong.Message.ReplaceLineEndings(" ")}"));
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(failure =>
        {
            if (_serving.TryGetValue(Sender, out var serving))
                serving.Connection.Tell(HandlerFailed.Because(failure));
            return Directive.Stop;
        });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Serve serve:
                Start(serve);
                break;
            case ConnectionEnded over when _handlers.TryGetValue(over.Id, out var handler):
                End(handler, over);
                break;
            case StillRunning { Id: var id } when _handlers.ContainsKey(id):
                _log.Hanging(id, _context.Service, HangingAfter.TotalSeconds);
                break;
            case Terminated terminated when _serving.Remove(terminated.ActorRef, out var ended):
                Ended(ended);
                break;
            case Stop:
                // A handler that hangs cannot be ended from outside and has been logged; the process is about to end.
                Context.Parent.Tell(Stopped.Instance);
                break;
        }
    }

    private void Start(Serve serve)
    {
        IActorRef handler;
        try
        {
            handler = Context.Watch(Context.ActorOf(_handler, serve.Info.Id));
        }
        catch (InvalidOperationException failure)
        {
            // A client for whom there is no thread is that client's misfortune alone.
            Context.Stop(Context.Child(serve.Info.Id));
            serve.Connection.Tell(HandlerFailed.Because(failure));
            Context.Parent.Tell(new HandlerEnded(serve.Info.Id));
            return;
        }

        _serving.Add(handler, new Serving(serve.Info.Id, serve.Connection));
        _handlers.Add(serve.Info.Id, handler);
        handler.Tell(serve.Info, serve.Connection);
        if (_context.HandlerKind is { } kind && kind.HasSocket())
            serve.Connection.Tell(new LendSocket(handler, StreamsRunOn));
        else
            handler.Tell(new Tcp.Connected(serve.Info.Peer, serve.Info.Local), serve.Connection);
    }

    private void End(IActorRef handler, ConnectionEnded over)
    {
        if (over.Reason == EndReason.HandlerStalled)
            _log.Stalled(over.Id, _context.Service, ThreadOf(over.Id));
        handler.Tell(new Tcp.ErrorClosed("the connection is over"));
        Timers.StartSingleTimer(over.Id, new StillRunning(over.Id), HangingAfter);
    }

    private void Ended(Serving ended)
    {
        _handlers.Remove(ended.Id);
        Timers.Cancel(ended.Id);
        Context.Parent.Tell(new HandlerEnded(ended.Id));
    }

    private sealed record Serving(string Id, IActorRef Connection);

    private sealed record StillRunning(string Id);
}
