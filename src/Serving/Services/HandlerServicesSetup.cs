using Akka.Actor.Setup;

namespace ActorServer.Serving.Services;

/// <summary>The services of a worker, for the actor that makes its handlers, which the server deploys.</summary>
/// <param name="services">They.</param>
/// <param name="service">The name of the service that the worker belongs to.</param>
internal sealed class HandlerServicesSetup(HandlerServices services, string service) : Setup
{
    /// <summary>They.</summary>
    public HandlerServices Services => services;

    /// <summary>The name of the service that the worker belongs to.</summary>
    public string Service => service;
}
