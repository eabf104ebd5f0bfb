using System.Net;
using System.Runtime.Loader;
using ActorServer.Monitoring;
using ActorServer.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Hosting;

public sealed class AdminLoadingTests
{
    [Fact]
    public async Task It_is_loaded_from_its_own_folder_and_answers()
    {
        await using var admin = AdminLoading.Load();
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(admin.GetType().Assembly));

        var address = await admin.StartAsync(new AdminSettings("127.0.0.1:0", "", []), new Starting(), null!, NullLogger.Instance, CancellationToken.None);

        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        using var readiness = await client.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
        Assert.Equal("starting\n", await readiness.Content.ReadAsStringAsync());
        Assert.Contains("actor_server_ready 0", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_needs_of_AspNetCore_is_not_the_servers() =>
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void Nothing_stands_in_the_way_where_AspNetCore_is_installed() => Assert.Null(AdminLoading.Obstacle);

    private sealed class Starting : IMonitoredServer
    {
        public string NotHealthy => "starting";

        public string NotReady => "starting";

        public IReadOnlyList<CertificateFacts> Certificates => [];

        public Task<ServerStatus> ReadStatusAsync(bool connections, bool workers, CancellationToken cancellation) =>
            Task.FromException<ServerStatus>(new TimeoutException());

        public Task<ConnectionPage> ReadConnectionsAsync(ConnectionQuery query, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<LiveSnapshot> ReadLiveAsync(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
