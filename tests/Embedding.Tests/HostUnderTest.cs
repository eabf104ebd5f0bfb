using System.Net;
using ActorServer.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>An application in this process that embeds a server. Disposing stops it, as an application is stopped.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private HostUnderTest(IHost host, LogLines log)
    {
        _host = host;
        Log = log;
    }

    public LogLines Log { get; }

    public IServiceProvider Services => _host.Services;

    public IActorServer Server => Services.GetRequiredService<IActorServer>();

    /// <summary>An application that is not started yet.</summary>
    public static HostUnderTest Of(Action<IHostApplicationBuilder> configure, string application = "ActorServer.Embedding.Tests")
    {
        // Nothing of the machine's, and no signals, which are the test runner's.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = application, ContentRootPath = AppContext.BaseDirectory });
        var log = new LogLines();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Logging.AddProvider(log);
        configure(builder);
        return new HostUnderTest(builder.Build(), log);
    }

    /// <summary>The same with this server alone.</summary>
    public static HostUnderTest Of(Action<ActorServerBuilder> server) => Of(builder => builder.Services.AddActorServer(server));

    /// <summary>An application that has started.</summary>
    public static async Task<HostUnderTest> StartAsync(Action<IHostApplicationBuilder> configure, string application = "ActorServer.Embedding.Tests")
    {
        var host = Of(configure, application);
        await host.StartAsync();
        return host;
    }

    /// <summary>The same with this server alone.</summary>
    public static Task<HostUnderTest> StartAsync(Action<ActorServerBuilder> server) => StartAsync(builder => builder.Services.AddActorServer(server));

    public Task StartAsync() => _host.StartAsync().WaitAsync(Deadlines.Start);

    public Task StopAsync() => _host.StopAsync().WaitAsync(Deadlines.End);

    public Task<Client> ConnectAsync(string service = "default") => ConnectAsync(Server, service);

    public static Task<Client> ConnectAsync(IActorServer server, string service = "default") =>
        Client.ConnectAsync(Assert.IsType<IPEndPoint>(Assert.Single(server.Services[service].Endpoints)).Port);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
