using ActorServer;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Server.Embedding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Embeds servers in an application.</summary>
public static class ActorServerServiceCollectionExtensions
{
    /// <summary>Embeds a server, or says more of it: what is said later wins. It starts and stops with the host; <see cref="IActorServer"/> is what is seen of it.</summary>
    /// <remarks>
    /// What is wrong with its configuration is a <see cref="ActorServer.Server.Configuration.ConfigurationError"/> with which the host does not start; that
    /// it cannot serve is an <see cref="ActorServerException"/>.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="server">Says what it serves.</param>
    /// <returns>The same.</returns>
    /// <exception cref="InvalidOperationException">This process is a worker and has not said <see cref="ActorServerWorker.RunIfStartedByServer"/>.</exception>
    public static IServiceCollection AddActorServer(this IServiceCollection services, Action<ActorServerBuilder> server) =>
        services.AddActorServer(Options.Options.DefaultName, server);

    /// <summary>Embeds a server that is configured by a section, such as <c>builder.Configuration.GetSection("ActorServer")</c>.</summary>
    /// <inheritdoc cref="AddActorServer(IServiceCollection, Action{ActorServerBuilder})"/>
    /// <param name="services">The application's services.</param>
    /// <param name="section">Its keys are those of HOCON below <c>actor-server</c>.</param>
    public static IServiceCollection AddActorServer(this IServiceCollection services, IConfigurationSection section) =>
        services.AddActorServer(Options.Options.DefaultName, section);

    /// <summary>Embeds one of several servers, each of which has a name, or says more of it. <see cref="IActorServer"/> has that name as its key.</summary>
    /// <inheritdoc cref="AddActorServer(IServiceCollection, Action{ActorServerBuilder})"/>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The server's name: it stands in the categories of its log and in its metrics.</param>
    /// <param name="section">Its keys are those of HOCON below <c>actor-server</c>.</param>
    public static IServiceCollection AddActorServer(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddActorServer(name, server => server.AddConfiguration(section));

    /// <summary>Embeds one of several servers, each of which has a name, or says more of it. <see cref="IActorServer"/> has that name as its key.</summary>
    /// <inheritdoc cref="AddActorServer(IServiceCollection, Action{ActorServerBuilder})"/>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The server's name: it stands in the categories of its log and in its metrics.</param>
    /// <param name="server">Says what it serves.</param>
    public static IServiceCollection AddActorServer(this IServiceCollection services, string name, Action<ActorServerBuilder> server)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(server);
        if (StartedByServer.IsThisProcess())
        {
            throw new InvalidOperationException(
                $"A server has started this program as its worker, and the program has not become one: say {nameof(ActorServerWorker)}.{nameof(ActorServerWorker.RunIfStartedByServer)}(args) first in Program, before {nameof(AddActorServer)}.");
        }

        server(new ActorServerBuilder(DefinitionOf(services, name)));
        return services;
    }

    private static ServerDefinition DefinitionOf(IServiceCollection services, string name)
    {
        var known = services.Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance).OfType<ServerDefinition>();
        if (known.FirstOrDefault(definition => definition.Name == name) is { } told)
            return told;
        var definition = new ServerDefinition(name);
        services.AddLogging();
        services.AddSingleton(definition);
        services.AddKeyedSingleton(name, (provider, _) => new EmbeddedServer(definition, provider.GetRequiredService<IHostEnvironment>(), provider));
        services.AddKeyedSingleton<IActorServer>(name, (provider, _) => provider.GetRequiredKeyedService<EmbeddedServer>(name));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<EmbeddedServer>(name));
        if (name.Length == 0)
            services.AddSingleton<IActorServer>(provider => provider.GetRequiredKeyedService<EmbeddedServer>(name));
        return definition;
    }
}
