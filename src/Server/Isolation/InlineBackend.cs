using ActorServer.Threads.Dispatching;
using Microsoft.Extensions.Logging;



namespace ActorServer.Server.Isolation;

/// <summary>
/// <c>isolation = inline</c>: one client after the other, as in the classic text's single-process service. All handlers run
/// on one thread of the service's own, one at a time; the clients behind the one that is served are held, unread, by
/// admission. A handler that hangs holds up all behind it.
/// </summary>
internal sealed class InlineBackend(BackendContext context, ILogger log) : LocalBackend(context, log)
{
    private readonly BackendContext _context = context;

    protected override int Capacity => 1;

    protected override string HandlerDispatcher() =>
        DedicatedThreads.Register(Context.System, $"actor-server.inline.{_context.Service}", stackSize: 0, keepAlive: TimeSpan.Zero, forAll: true);
}
