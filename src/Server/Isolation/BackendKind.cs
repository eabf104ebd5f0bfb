using ActorServer.Server.Configuration;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <summary>A row of <see cref="Backends"/>: all that the server knows of a backend by its class.</summary>
/// <param name="Name">The built-in block that names it; null for a plugged-in one.</param>
/// <param name="Class">The class.</param>
/// <param name="Description">What it says of itself, its settings apart.</param>
/// <param name="Make">Makes the props of one backend.</param>
internal sealed record BackendKind(string? Name, Type Class, BackendDescription Description, Func<BackendParts, Props> Make)
{
    /// <summary>Checks its block.</summary>
    /// <exception cref="ConfigurationError">A value is wrong.</exception>
    public Action<SectionReader> CheckSettings { get; init; } = _ => { };

    /// <summary>Reads and checks the settings of the workers that the server starts for it; null if it has none.</summary>
    public Func<SectionReader, ProcessSettings>? ReadWorkers { get; init; }
}
