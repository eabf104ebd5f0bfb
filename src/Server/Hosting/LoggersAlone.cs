using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Hosting;

/// <summary>
/// What handlers may ask for in a server that is a program of its own, and in the workers that come with it: loggers, and options as they
/// are by default. Nobody could register more. Not the host's services, which a worker would not have.
/// </summary>
internal static class LoggersAlone
{
    /// <summary>The services, with these loggers.</summary>
    public static HandlerServices Of(ILoggerFactory logs) => HandlerServices.Of(ProviderOf(logs));

    /// <summary>Looks whether the handlers ask for more, of those that do not run in workers of the user's own.</summary>
    /// <exception cref="ConfigurationError">One does; the message names the handler and what it asks for.</exception>
    public static void Check(IEnumerable<ServiceSettings> services)
    {
        foreach (var service in services)
        {
            if (service.Handler.Loaded is not { } handler || service.Backend.Workers is { } workers && WorkerExecutable.IsOwn(workers.Executable))
                continue;
            var constructor = HandlerConstructor.Of(handler.Type);
            if (constructor.Services.Count > 0 && FirstMissing(handler, constructor) is { } missing)
            {
                throw new ConfigurationError(
                    $"service {service.Name}: {missing}; actor-server has loggers alone: run the handler in a worker of your own, which registers its services, or embed the server");
            }
        }
    }

    private static string? FirstMissing(LoadedHandler handler, HandlerConstructor constructor)
    {
        using var provider = ProviderOf(NullLoggerFactory.Instance);
        return HandlerArguments.FirstMissing(handler.Type, constructor, provider);
    }

    private static ServiceProvider ProviderOf(ILoggerFactory logs) => new ServiceCollection()
        .AddSingleton(logs)
        .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
        .AddOptions()
        .BuildServiceProvider(validateScopes: true);
}
