using ActorServer;
using ActorServer.Server.Embedding;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health of embedded servers.</summary>
public static class ActorServerHealthChecksBuilderExtensions
{
    private const string DefaultName = "actor-server";

    /// <summary>
    /// Checks an embedded server: healthy while all its services serve; degraded while one is paused or drained, and while the server drains; unhealthy
    /// while it starts, and when it has failed or ended.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="server">The server's name; empty for the one without.</param>
    /// <param name="name">The check's name; null for <c>actor-server</c>, with a colon and the server's name where it has one.</param>
    /// <param name="failureStatus">What stands for unhealthy; null for that.</param>
    /// <param name="tags">Tags to choose it by.</param>
    /// <returns>The same.</returns>
    public static IHealthChecksBuilder AddActorServer(
        this IHealthChecksBuilder builder, string server = "", string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);
        return builder.Add(new HealthCheckRegistration(
            name ?? (server.Length == 0 ? DefaultName : $"{DefaultName}:{server}"),
            provider => new ActorServerHealthCheck(provider.GetRequiredKeyedService<IActorServer>(server)),
            failureStatus,
            tags));
    }
}
