using ActorServer.Threads.Dispatching;
using Microsoft.Extensions.Logging;



namespace ActorServer.Server.Isolation;

/// <summary>
/// <c>isolation = thread</c>: each handler has a thread of its own, which is there from its first message until it stops. A
/// handler that blocks or hangs costs its own client only; one that kills the process kills the server.
/// </summary>
internal sealed class ThreadBackend(BackendContext context, ILogger log) : LocalBackend(context, log)
{
    private readonly BackendContext _context = context;
    private readonly ThreadSettings _settings = ThreadSettings.From(context.Config);

    protected override string HandlerDispatcher() =>
        DedicatedThreads.Register(Context.System, $"actor-server.thread.{_context.Service}", _settings.StackSize, _settings.KeepAliveTime, forAll: false);

    protected override string ThreadOf(string connectionId) => connectionId;
}
