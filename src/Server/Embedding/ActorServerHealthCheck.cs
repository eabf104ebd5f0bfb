using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServer.Server.Embedding;

/// <summary>An embedded server's health: it serves; it drains, or a service of it is paused; or it does not serve.</summary>
internal sealed class ActorServerHealthCheck(IActorServer server) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Result(context.Registration.FailureStatus));

    private HealthCheckResult Result(HealthStatus failure) => (server.State, server.NotReady) switch
    {
        (ActorServerState.Serving, null) => HealthCheckResult.Healthy(),
        (ActorServerState.Serving or ActorServerState.Draining, var why) => HealthCheckResult.Degraded(why),
        (_, var why) => new HealthCheckResult(failure, why),
    };
}
