using ActorServer.Server.Resources;
using ActorServer.Server.Settings;


namespace ActorServer.Server.Hosting;

/// <summary>
/// Whether the system leaves room for one client beside the server and what it keeps for itself. A server that has none would listen and
/// serve nobody; so it does not start.
/// </summary>
internal static class ClientRoom
{
    // Of what it has when it serves, at least so much comes after its configuration has been read: libraries that are loaded, threads.
    private const int DescriptorsOfStart = 90;
    private const int TasksOfStart = 12;

    /// <summary>Why there is none, with what to do, when the configuration has been read; null if it may be enough.</summary>
    public static string? ObstacleBeforeStart(ServerSettings settings) =>
        DescriptorObstacle(settings, DescriptorsOfStart) ?? TaskObstacle(settings, TasksOfStart);

    /// <summary>Why there is none, with what to do, when all is there that the server needs for itself; null if there is some.</summary>
    public static string? Obstacle(ServerSettings settings) => DescriptorObstacle(settings, 0) ?? TaskObstacle(settings, 0);

    private static string? DescriptorObstacle(ServerSettings settings, int toCome)
    {
        if (SystemLimits.Descriptors is not { } most)
            return null;
        var used = DescriptorReserve.Used(most) + toCome;
        return used + DescriptorReserve.NotForClients < most
            ? null
            : $"there is no room for a client: ulimit -n allows for {most} descriptors, the server takes {used} itself and keeps {DescriptorReserve.NotForClients} free; "
                + $"for all clients that max-connections and max-waiting allow it should be {ResourceNeeds.Of(settings).Descriptors} (ulimit -n, LimitNOFILE=)";
    }

    private static string? TaskObstacle(ServerSettings settings, int toCome) =>
        TaskLimit.Nearest() is not { } limit || limit.Left - toCome > TaskReserve.OfThisProcess.NotForClients
            ? null
            : $"there is no room for a client: {limit.Name} allows for {limit.Most} processes and threads, of which there are {limit.Used}, and the server keeps {TaskReserve.OfThisProcess.NotForClients} free; "
                + $"for all clients that are allowed it should be {ResourceNeeds.Of(settings).Tasks} (pids.max, TasksMax=, --pids-limit, ulimit -u)";
}
