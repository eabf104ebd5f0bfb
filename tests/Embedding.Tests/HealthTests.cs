using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActorServer.Embedding.Tests;

/// <summary>The health of an embedded server, as the host's health checks tell it.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task It_is_healthy_while_all_services_serve_degraded_while_one_is_paused_and_unhealthy_before_and_after()
    {
        var host = HostUnderTest.Of(builder =>
        {
            builder.Services.AddActorServer(server => server.AddService("default", service => service.Listen("127.0.0.1", 0)));
            builder.Services.AddHealthChecks().AddActorServer();
        });
        Assert.Equal((HealthStatus.Unhealthy, "starting"), await CheckAsync(host));

        await host.StartAsync();
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync(host));
        await host.Server.Services["default"].PauseAsync();
        Assert.Equal((HealthStatus.Degraded, "paused: default"), await CheckAsync(host));
        await host.Server.Services["default"].ResumeAsync();
        Assert.Equal((HealthStatus.Healthy, null), await CheckAsync(host));

        await host.StopAsync();
        Assert.Equal((HealthStatus.Unhealthy, "stopped"), await CheckAsync(host));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task One_that_has_failed_is_unhealthy_with_the_reason()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var host = HostUnderTest.Of(builder =>
        {
            builder.Services.AddActorServer("inner", server => server.AddService("default", service => service.Listen("127.0.0.1", ((IPEndPoint)taken.LocalEndpoint).Port)));
            builder.Services.AddHealthChecks().AddActorServer("inner");
        });
        await Assert.ThrowsAsync<ActorServerException>(host.StartAsync);
        var (status, description) = await CheckAsync(host, "actor-server:inner");
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.StartsWith("service default: ", description, StringComparison.Ordinal);
    }

    private static async Task<(HealthStatus Status, string? Description)> CheckAsync(HostUnderTest host, string check = "actor-server")
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return (report.Entries[check].Status, report.Entries[check].Description);
    }
}
