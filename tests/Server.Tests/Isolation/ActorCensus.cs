using Akka.Actor;
using Akka.TestKit;

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

    /// <summary>The census when the condition holds, or at the end of the patience, for the assertion to show.</summary>
    public static IReadOnlyList<string> Await(TestKitBase kit, Func<IReadOnlyList<string>, bool> condition, TimeSpan patience)
    {
        var deadline = DateTime.UtcNow + patience;
        while (true)
        {
            var census = Of(kit.Sys);
            if (condition(census) || DateTime.UtcNow > deadline)
                return census;
            kit.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        }
    }

    private static IEnumerable<string> Below(IActorRef actor) =>
        actor is ActorRefWithCell cell
            ? cell.Children.SelectMany(Below).Prepend(actor.Path.ToString())
            : [actor.Path.ToString()];
}
