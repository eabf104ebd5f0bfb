using ActorServer.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Tests.Hosting;

public sealed class HostRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_host_that_stops_is_waited_for_and_disposed()
    {
        var service = new Stopping(Task.CompletedTask);
        Assert.True(await HostRun.RunAsync(HostOf(service), Never, CancellationToken.None).WaitAsync(Patience));
        Assert.True(service.IsDisposed);
    }

    [Fact]
    public async Task A_service_that_never_stops_is_waited_for_until_the_deadline()
    {
        var service = new Stopping(new TaskCompletionSource().Task);
        Assert.False(await HostRun.RunAsync(HostOf(service), () => Task.CompletedTask, CancellationToken.None).WaitAsync(Patience));
        Assert.False(service.IsDisposed);
    }

    [Fact]
    public async Task The_deadline_counts_from_when_the_host_begins_to_stop()
    {
        var asked = false;
        using var cancellation = new CancellationTokenSource();
        var host = HostOf(new Stopping(new TaskCompletionSource().Task), stopsAtOnce: false);
        var started = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        var run = HostRun.RunAsync(host, () => Task.FromResult(asked = true), cancellation.Token);
        await started.Task.WaitAsync(Patience);
        Assert.False(asked);

        await cancellation.CancelAsync();

        Assert.False(await run.WaitAsync(Patience));
        Assert.True(asked);
    }

    [Fact]
    public async Task Why_it_could_not_stop_is_told()
    {
        var failure = new InvalidDataException("no end");
        var run = HostRun.RunAsync(HostOf(new Stopping(Task.FromException(failure))), Never, CancellationToken.None);
        Assert.Same(failure, (await Assert.ThrowsAnyAsync<Exception>(() => run.WaitAsync(Patience))).GetBaseException());
    }

    private static Task Never() => new TaskCompletionSource().Task;

    private static IHost HostOf(Stopping service, bool stopsAtOnce = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(20));
        builder.Services.AddSingleton<IHostedService>(_ => service);
        var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        if (stopsAtOnce)
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
