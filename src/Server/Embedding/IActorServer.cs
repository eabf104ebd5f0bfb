namespace ActorServer;

/// <summary>
/// A server that is embedded in this application, from the host's services: the one without a name by its type, others by their names as keys. Thread-safe.
/// </summary>
public interface IActorServer
{
    /// <summary>Its name; empty for the one without.</summary>
    string Name { get; }

    /// <summary>How far it has come.</summary>
    ActorServerState State { get; }

    /// <summary>Why it does not serve, or not fully: it starts, it drains, a service is paused, it has failed. Null while all services serve.</summary>
    string? NotReady { get; }

    /// <summary>Its services, by name. They are known before they listen: asked for before the host starts, this reads the configuration then.</summary>
    /// <exception cref="Server.Configuration.ConfigurationError">Its configuration is wrong.</exception>
    IReadOnlyDictionary<string, IActorService> Services { get; }
}
