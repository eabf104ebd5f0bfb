namespace ActorServer.Serving.Loading;

/// <summary>The handler of a service, as far as the server knows it.</summary>
/// <param name="Name">As the configuration names it.</param>
/// <param name="Loaded">As this process has it, checked; null for one that a worker of the user's own alone knows.</param>
/// <param name="TypeName">What <see cref="HandlerLoader"/> finds it by, in any process.</param>
/// <param name="Path">Where its assembly lies, absolute; null for one that is beside the executable or registered.</param>
/// <param name="Settings">Its own settings as HOCON, which travels as it is; empty for none.</param>
internal sealed record HandlerSpec(string Name, LoadedHandler? Loaded, string TypeName, string? Path, string Settings)
{
    /// <summary>The handler, where it is to run in this process.</summary>
    public LoadedHandler Here => Loaded ?? throw new InvalidOperationException($"{TypeName} is known to its worker alone and runs in isolation = process alone.");
}
