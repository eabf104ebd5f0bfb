using ActorServer.Hocon;


namespace ActorServer.Server.Configuration;

/// <summary><c>handler = echo</c> is short for <c>handler.type = echo</c>, for one service and in the defaults of all.</summary>
internal static class HandlerShorthand
{
    public static HoconShorthands Instance { get; } = new(KeyFor);

    private static string? KeyFor(IReadOnlyList<string> path) => path is ["actor-server", "service-defaults", "handler"] or ["actor-server", "services", _, "handler"] ? "type" : null;
}
