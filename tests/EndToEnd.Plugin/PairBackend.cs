using Akka.Actor;
using Akka.Configuration;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>
/// A fifth isolation model, as a user would write one: so many clients at once as its block says. Actors are on Akka's own
/// dispatcher; a handler on a stream has the client's socket and a thread of its own.
/// </summary>
/// <remarks>It does not want handlers that are marked <see cref="MayBlockAttribute"/>: on that dispatcher the server itself runs.</remarks>
public sealed class PairBackend : IsolationBackend, IDescribesBackend
{
    private const string AtOnce = "at-once";

    private readonly BackendContext _context;
    private readonly Dictionary<IActorRef, string> _ids = [];

    /// <summary>Called by the server.</summary>
    /// <param name="context">What the server gives to a backend.</param>
    public PairBackend(BackendContext context) => _context = context;

    /// <inheritdoc/>
    public static BackendDescription Description => new()
    {
        CheckSettings = block => block.GetInt(AtOnce) > 0 ? null : new WrongSetting(AtOnce, "a whole number from 1 on"),
        Needs = load => load.Handler == HandlerKind.Stream ? OfThreads(load.Settings) : new BackendNeeds(),
        CannotRun = handler => handler.Type.IsDefined(typeof(MayBlockAttribute), inherit: true)
            ? $"the handler {handler.Name} may block, and in {handler.Isolation} it would hold up the server; thread, process or inline"
            : null,
    };

    /// <inheritdoc/>
    protected override void PreStart() => Context.Parent.Tell(new Ready(_context.Config.GetInt(AtOnce)));

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
            case ConnectionEnded over:
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

    private static BackendNeeds OfThreads(Config block)
    {
        var threads = block.GetInt(AtOnce);
        return new BackendNeeds { Descriptors = threads, Tasks = threads, MemoryMaps = 4L * threads, TasksOfClient = 1 };
    }

    private void Start(Serve serve)
    {
        var handler = Context.Watch(Context.ActorOf(_context.HandlerProps(), serve.Info.Id));
        _ids.Add(handler, serve.Info.Id);
        handler.Tell(serve.Info, serve.Connection);
        if (_context.HandlerKind == HandlerKind.Stream)
            serve.Connection.Tell(new LendSocket(handler, StreamRunsOn.OwnThread));
        else
            handler.Tell(new Tcp.Connected(serve.Info.Peer, serve.Info.Local), serve.Connection);
    }
}
