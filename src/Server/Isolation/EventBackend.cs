using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Isolation;

/// <summary>
/// <c>isolation = event</c>: all handlers share the few threads of one dispatcher, which nobody else uses. For very many
/// clients and handlers that do not block: one that does holds up other event handlers, but never admission, timeouts,
/// drain or other models, which run elsewhere.
/// </summary>
internal sealed class EventBackend(BackendContext context, ILogger log) : LocalBackend(context, log)
{
    private readonly EventSettings _settings = EventSettings.From(context.Config);

    protected override StreamRunsOn StreamsRunOn => StreamRunsOn.ActorDispatcher;

    protected override string HandlerDispatcher() => _settings.Dispatcher;
}
