using Akka.Configuration;

namespace ActorServer;

/// <summary>
/// What the server has to know of a backend before it makes one. Each default is that of a backend which runs any handler in the
/// server's process, on threads that are there anyway. The functions are called while the server starts; an exception in one of
/// them is an error of the configuration, and the server ends with exit code 2.
/// </summary>
public sealed record BackendDescription
{
    /// <summary>
    /// Checks the backend's block: the first value that is wrong, or null. It is asked also where no service uses the block. By
    /// default nothing is checked.
    /// </summary>
    public Func<Config, WrongSetting?> CheckSettings { get; init; } = _ => null;

    /// <summary>What a service takes from the system at most. By default nothing but what the server has for each client anyway.</summary>
    public Func<BackendLoad, BackendNeeds> Needs { get; init; } = _ => new BackendNeeds();

    /// <summary>
    /// Why the backend cannot run a handler, in one line that names the handler, says why and what to do; or null. By default
    /// it can run any.
    /// </summary>
    public Func<HandlerToRun, string?> CannotRun { get; init; } = _ => null;

    /// <summary>Where handlers prepare themselves (<see cref="IPrepares"/>). By default in the server.</summary>
    public PreparationPlace HandlersPrepare { get; init; } = PreparationPlace.Server;
}
