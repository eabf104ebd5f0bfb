using ActorServer.Cluster;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Has a server join its cluster when it serves. A node that takes clients leaves before it drains, so that no front sends it anybody. One
/// that is nothing but a front leaves afterwards: until then its clients find places, and it hears how they end.
/// </summary>
internal sealed class NodeService(
    ServerSettings settings, ServerLife life, StopNow stopNow, NodeServer server, JoiningCluster cluster, JoinCluster join, ILoggerFactory loggers, ILogger<NodeService> log) : IHostedLifecycleService
{
    private readonly ClusterSettings _node = settings.Cluster!.Settings;

    private bool TakesClients => _node.TakesClients() && settings.Services.Any(service => service.Placement.When != PlacementWhen.Always);

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

    public Task StopAsync(CancellationToken cancellationToken) => TakesClients ? LeaveAsync() : Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => LeaveAsync();

    private void Join()
    {
        try
        {
            cluster.Join(join(_node, server, loggers));
        }
        catch (ClusterException wrong)
        {
            life.Fail(wrong.Message);
        }
    }

    // Who stops it in a hurry does not wait for others.
    private async Task LeaveAsync() => await Task.WhenAny(cluster.LeaveAsync(), stopNow.Requested).ConfigureAwait(false);

    private bool IsUnencrypted(ServiceSettings service) =>
        service.Tls is not { EndsInServer: false } && (!service.Placement.IsOff || _node.TakesClients());
}
