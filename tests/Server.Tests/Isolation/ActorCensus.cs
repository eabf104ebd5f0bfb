using Akka.Actor;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>All actors that a system knows, its own and those of its parts, remote children included.</summary>
internal static class ActorCensus
{
    public static IReadOnlyList<string> Of(ActorSystem system)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        return
        [
            .. Below(provider.Guardian).Concat(Below(provider.SystemGuardian))
                // The probes of the test kit stay as long as it does.
                .Where(path => !path.Contains("/system/testActor", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Below(IActorRef actor) =>
        actor is ActorRefWithCell cell
            ? cell.Children.SelectMany(Below).Prepend(actor.Path.ToString())
            : [actor.Path.ToString()];
}
