using ActorServer.Cluster;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Has a server join its cluster when it serves. It takes nobody from the moment that it is to stop, and leaves when it has drained: until
/// then it tells fronts how their clients end, its own find places elsewhere, and it hears how those end.
/// </summary>
internal sealed class NodeService(
    ServerSettings settings, ServerLife life, StopNow stopNow, NodeServer server, JoiningCluster cluster, JoinCluster join, ILoggerFactory loggers, ILogger<NodeService> log) : IHostedLifecycleService
{
    private readonly ClusterSettings _node = settings.Cluster!.Settings;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!life.Serving.IsCompletedSuccessfully || life.Failed.IsCompleted)
            return Task.CompletedTask;
        foreach (var service in settings.Services.Where(IsUnencrypted))
            log.LogInformation("legs: unencrypted service={Service}", service.Name);
        Join();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        cluster.TakeNobody();
        return Task.CompletedTask;
    }

    // Who stops it in a hurry does not wait for others.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAny(cluster.LeaveAsync(), stopNow.Requested);

    private void Join()
    {
        try
        {
            cluster.Join(join(_node, server, loggers));
            // What was said before there was a cluster.
            cluster.Report(server.Free);
        }
        catch (ClusterException wrong)
        {
            life.Fail(wrong.Message);
        }
    }

    private bool IsUnencrypted(ServiceSettings service) =>
        service.Tls is not { EndsInServer: false } && (!service.Placement.IsOff || _node.TakesClients());
}
