using ActorServer.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Tests.Hosting;

public sealed class HostRunTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_host_that_stops_is_waited_for_and_disposed()
    {
        var service = new Stopping(Task.CompletedTask);
        Assert.True(await HostRun.RunAsync(HostOf(service), TimeSpan.FromMinutes(1), CancellationToken.None).WaitAsync(Patience));
        Assert.True(service.IsDisposed);
    }

    [Fact]
    public async Task A_service_that_never_stops_is_waited_for_no_longer_than_it_was_given()
    {
        var service = new Stopping(new TaskCompletionSource().Task);
        Assert.False(await HostRun.RunAsync(HostOf(service), Moment, CancellationToken.None).WaitAsync(Patience));
        Assert.False(service.IsDisposed);
    }

    [Fact]
    public async Task Why_it_could_not_stop_is_told()
    {
        var failure = new InvalidDataException("no end");
        var run = HostRun.RunAsync(HostOf(new Stopping(Task.FromException(failure))), TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Same(failure, (await Assert.ThrowsAnyAsync<Exception>(() => run.WaitAsync(Patience))).GetBaseException());
    }

    // It is told to stop as soon as it has started.
    private static IHost HostOf(Stopping service)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Moment);
        builder.Services.AddSingleton<IHostedService>(_ => service);
        var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        return host;
    }

    private sealed class Stopping(Task stopped) : IHostedService, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => stopped;

        public void Dispose() => IsDisposed = true;
    }
}
