using Akka.Actor;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A fifth isolation model, as a user would write one: so many clients at once as its block says, on Akka's own dispatcher.</summary>
public sealed class PairBackend : IsolationBackend
{
    private readonly BackendContext _context;
    private readonly Dictionary<IActorRef, string> _ids = [];

    /// <summary>Called by the server.</summary>
    /// <param name="context">What the server gives to a backend.</param>
    public PairBackend(BackendContext context) => _context = context;

    /// <inheritdoc/>
    protected override void PreStart() => Context.Parent.Tell(new Ready(_context.Config.GetInt("at-once")));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Serve serve:
                Start(serve);
                break;
            case ConnectionOver over:
                Context.Child(over.Id).Tell(new Tcp.ErrorClosed("the connection is over"));
                break;
            case Terminated terminated when _ids.Remove(terminated.ActorRef, out var id):
                Context.Parent.Tell(new HandlerEnded(id));
                break;
            case Stop:
                Context.Parent.Tell(Stopped.Instance);
                break;
        }
    }

    private void Start(Serve serve)
    {
        var handler = Context.Watch(Context.ActorOf(_context.HandlerProps(), serve.Info.Id));
        _ids.Add(handler, serve.Info.Id);
        handler.Tell(serve.Info, serve.Connection);
        handler.Tell(new Tcp.Connected(serve.Info.Peer, serve.Info.Local), serve.Connection);
    }
}
