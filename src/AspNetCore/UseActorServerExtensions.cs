using ActorServer.AspNetCore;
using ActorServer.RemoteWorker;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Makes an application a worker of ActorServer.</summary>
public static class UseActorServerExtensions
{
    /// <summary>
    /// Started by a server as its worker (<c>backends.process.executable</c>), the application listens on nothing and takes its
    /// connections from the server; its endpoints say how they are served. Started in any other way, it is what it was.
    /// </summary>
    /// <remarks>
    /// Call it before anything that starts a program: a worker finds its server on standard input. And call it after what chooses a transport
    /// (<c>UseSockets</c>, <c>UseQuic</c>), whose place it takes in a worker. The process of a worker whose start is
    /// malformed ends here, with exit code 2 and one line on standard error.
    /// </remarks>
    /// <param name="builder">The application's builder, such as <c>builder.WebHost</c>.</param>
    /// <returns>The same.</returns>
    public static IWebHostBuilder UseActorServer(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return StartedWorker.Process is { } worker ? builder.ConfigureServices(services => AddWorker(services, worker)) : builder;
    }

    /// <summary>Puts endpoints that get what is handed over in the place of those that listen.</summary>
    internal static void AddEndpoints(IServiceCollection services)
    {
        // HTTP/3 would listen: its connections are not sockets, and no server hands them over.
        services.RemoveAll<IMultiplexedConnectionListenerFactory>();
        services.RemoveAll<IConnectionListenerFactory>();
        services.AddSingleton<HandOffEndpoints>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<HandOffEndpoints>());
        services.AddSingleton<IStartupFilter, RequestsBegun>();
    }

    private static void AddWorker(IServiceCollection services, WorkerProcess worker)
    {
        AddEndpoints(services);
        services.AddSingleton(worker);
        services.AddHostedService<WorkerService>();
        // Signals are the server's: Ctrl-C reaches the workers too, and must not end them.
        services.RemoveAll<IHostLifetime>();
        services.AddSingleton<IHostLifetime, WorkerLifetime>();
        // It names addresses on which nothing listens here.
        services.Configure<LoggerFilterOptions>(options => options.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        // The server's log has what the console would have.
        foreach (var console in services.Where(service => service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType == typeof(ConsoleLoggerProvider)).ToArray())
            services.Remove(console);
        services.AddSingleton<ILoggerProvider>(worker.Log);
    }
}
