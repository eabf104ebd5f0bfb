using ActorServer.Cluster.Life;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;
using ActorServer.Server.Steering;
using ActorServer.Serving.Legs;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>Composes what a server has beside the rest when it is a node of a cluster. Nothing of this is called where it is alone.</summary>
internal static class NodeServices
{
    public static void AddNode(this IServiceCollection services, ServerSettings settings)
    {
        var cluster = new JoiningCluster();
        services.AddSingleton(cluster);
        services.AddSingleton(new FreePlacesHere(cluster));
        services.AddSingleton<PumpThreads>();
        services.AddSingleton(provider => Parts(provider, settings.Cluster!.Settings, cluster));
        services.AddSingleton(provider => new NodeServer(LegsOf(provider, settings.Cluster!.Settings), provider.GetRequiredService<FreePlacesHere>()));
        services.TryAddSingleton<JoinCluster>((self, server, loggers) => ClusterLife.Start(self, server, loggers, TimeProvider.System));
        // After the server's own, so that it joins when it serves, and takes nobody before the server drains.
        services.AddHostedService<NodeService>();
    }

    /// <summary>What services need of it.</summary>
    public static NodeParts PartsOf(IServiceProvider provider) => provider.GetRequiredService<NodeParts>();

    /// <summary>Makes its actor.</summary>
    public static Action<IActorRefFactory> BeginOf(IServiceProvider provider) => provider.GetRequiredService<NodeServer>().Begin;

    private static NodeParts Parts(IServiceProvider provider, ClusterSettings settings, JoiningCluster cluster)
    {
        var nodes = new NodeFigures(() => cluster.Nodes);
        provider.GetRequiredService<ServerFigures>().Nodes = nodes;
        return new NodeParts(settings, cluster, provider.GetRequiredService<PumpThreads>(), provider.GetRequiredService<FreePlacesHere>(), nodes.Legs);
    }

    private static Props LegsOf(IServiceProvider provider, ClusterSettings settings)
    {
        var figures = provider.GetRequiredService<ServerFigures>();
        return LegAcceptor.Props(settings, name => Running(figures, name), provider.GetRequiredService<ILoggerFactory>().CreateLogger("ActorServer"));
    }

    private static IEnumerable<IActorRef> Running(ServerFigures figures, string? name) => figures.Services
        .Where(service => (name is null || service.Name == name) && !service.Service.IsNobody())
        .Select(service => service.Service);
}
