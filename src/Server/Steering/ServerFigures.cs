using ActorServer.Native.Processes;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Resources;
using ActorServer.Server.Settings;
using Akka.Configuration;

namespace ActorServer.Server.Steering;

/// <summary>What the services of one server show of themselves.</summary>
internal sealed class ServerFigures
{
    /// <param name="services">The services.</param>
    /// <param name="server">The server's name in what the meter tells; empty for one without.</param>
    public ServerFigures(IReadOnlyList<ServiceSettings> services, string server = "")
    {
        Services = [.. services.Select(service => new ServiceFigures(service, server) { Obstacle = (limits, workers) => Obstacle(service, limits, workers) })];
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<ServiceFigures> Services { get; }

    /// <summary>The nodes of the cluster; null where the server is in none.</summary>
    public NodeFigures? Nodes { get; set; }

    /// <summary>Of the service of this name; null where there is none.</summary>
    public ServiceFigures? Find(string name) => Services.FirstOrDefault(service => service.Name == name);

    // As at the start: the bare socket stops accepting before anything runs short, and Akka.IO's listener cannot.
    private string? Obstacle(ServiceSettings changed, LimitSettings limits, int workers)
    {
        if (Services.All(service => service.Settings.Listen.Acceptor != AcceptorKind.AkkaIo))
            return null;
        var services = Services.Select(service => ReferenceEquals(service.Settings, changed)
            ? Changed(changed, limits, workers)
            : Changed(service.Settings, service.Limits, service.MaxWorkers));
        var needs = ResourceNeeds.Of(new ServerSettings([.. services], TimeSpan.Zero, "", Config.Empty));
        return needs.Acceptor(ResourceLimits.Descriptors, TaskLimit.MostOf(OwnTasks.WithDescendants)) == AcceptorKind.AkkaIo
            ? null
            : $"the limits of all services would allow for {needs.Descriptors} descriptors and {needs.Tasks} tasks, more than the system does (ulimit -n, pids.max, ulimit -u), "
                + "and with acceptor = akka-io the server may end when these run short; choose less, or start it with acceptor = socket";
    }

    private static ServiceSettings Changed(ServiceSettings settings, LimitSettings limits, int workers) =>
        settings with { Limits = limits, Backend = settings.Backend.WithMaxWorkers(workers) };
}
