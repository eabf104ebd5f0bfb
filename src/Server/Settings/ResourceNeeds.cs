using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Settings;

/// <summary>
/// What as many clients as are allowed would take from the system, and where the system's limits are below that: better said
/// at the start than found out under load. Pure.
/// </summary>
/// <param name="Descriptors">Open files.</param>
/// <param name="MemoryMaps">Mapped regions of memory.</param>
/// <param name="Tasks">Processes and threads.</param>
internal sealed record ResourceNeeds(long Descriptors, long MemoryMaps, long Tasks = 0)
{
    // What the server has without clients, what it keeps for itself then (DescriptorReserve), and some room.
    private const int OwnDescriptors = 300;
    private const int OwnMemoryMaps = 2_000;

    // What the server has, and what it keeps for itself.
    private const int OwnTasks = 100;

    // Clients that have been accepted only to be refused, when very many come at once.
    private const int DescriptorsInPassing = 1_000;

    /// <summary>The needs of all services together.</summary>
    public static ResourceNeeds Of(ServerSettings settings) => new(
        OwnDescriptors + settings.Services.Sum(DescriptorsOf),
        OwnMemoryMaps + settings.Services.Sum(service => service.BackendNeeds().MemoryMaps),
        OwnTasks + settings.Services.Sum(service => service.BackendNeeds().Tasks));

    /// <summary>
    /// Who is to accept where the configuration leaves it open: Akka.IO's listener, unless clients could take the last
    /// descriptor, process or thread. It cannot stop accepting, and the server ends when there is none for a thread of its own.
    /// </summary>
    /// <param name="descriptors">As for <see cref="Beyond"/>.</param>
    /// <param name="tasks">As for <see cref="Beyond"/>.</param>
    public AcceptorKind Acceptor(long? descriptors, long? tasks = null) =>
        Descriptors + DescriptorsInPassing > descriptors || Tasks > tasks ? AcceptorKind.Socket : AcceptorKind.AkkaIo;

    /// <summary>A line for each limit that is lower; none where it is not known.</summary>
    /// <param name="descriptors">The most open files of a process (<c>ulimit -n</c>).</param>
    /// <param name="memoryMaps">The most mapped regions of a process (<c>vm.max_map_count</c>, Linux).</param>
    /// <param name="tasks">The most processes and threads of this server, as others leave it (<c>pids.max</c> of its control groups, <c>ulimit -u</c>, Linux).</param>
    public IEnumerable<string> Beyond(long? descriptors, long? memoryMaps, long? tasks = null)
    {
        if (Descriptors > descriptors)
            yield return $"limits: max-connections and max-waiting allow for {Descriptors} descriptors and ulimit -n for {descriptors}; raise it, or lower them: without descriptors clients wait in the backlog, and with acceptor = akka-io the server may end";
        if (MemoryMaps > memoryMaps)
            yield return $"limits: max-connections threads may take {MemoryMaps} memory maps and vm.max_map_count allows {memoryMaps}; raise it, or lower max-connections: without maps the server may end";
        if (Tasks > tasks)
            yield return $"limits: max-connections threads and max-workers processes may need {Tasks} tasks, and pids.max or ulimit -u leaves {tasks} to this server; raise it, or lower them: without tasks clients wait in the backlog, and with acceptor = akka-io the server may end";
    }

    /// <summary>The most processes and threads that one client, who has been accepted, may take.</summary>
    public static int TasksOfClient(ServerSettings settings) => settings.Services.Max(service => service.BackendNeeds().TasksOfClient);

    private static long DescriptorsOf(ServiceSettings service) =>
        service.BackendNeeds().Descriptors + service.Limits.MaxConnections + service.Limits.MaxWaiting
        + (service.RefuseWith.Closes ? Farewells.MostAtOnce : 0)
        + DescriptorsOfPairs(service) + DescriptorsOfPassages(service);

    // A leg, and the pump's own descriptor of the client. What carries bulk has pipes for as long as it does.
    private static long DescriptorsOfPassages(ServiceSettings service) => service.Placement.IsOff ? 0 : 2L * service.Limits.MaxConnections;

    // A worker gets one end of a pair in the place of a client at a Unix socket, and of one whose TLS ends in the server.
    private static long DescriptorsOfPairs(ServiceSettings service) =>
        service.Backend.Workers is { Relays: false } workers && !service.IsFrontAlone && (service.Listen.HasUnixSocket || service.Tls is { EndsInServer: true })
            ? 2L * Math.Min(service.Limits.MaxConnections, workers.PlacesOf(workers.MaxWorkers))
            : 0;
}
