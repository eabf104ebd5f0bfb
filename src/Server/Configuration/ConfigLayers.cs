using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>All sources of settings, the strongest first, and what they amount to.</summary>
internal sealed class ConfigLayers
{
    private readonly IReadOnlyList<ConfigLayer> _strongestFirst;

    public ConfigLayers(IReadOnlyList<ConfigLayer> strongestFirst)
    {
        _strongestFirst = strongestFirst;
        Effective = strongestFirst.Select(layer => layer.Config).Aggregate((strong, weak) => strong.WithFallback(weak));
        Merged = strongestFirst.Select(layer => layer.Tree).Aggregate((strong, weak) => strong.WithFallback(weak));
    }

    public IReadOnlyList<ConfigLayer> StrongestFirst => _strongestFirst;

    /// <summary>All layers as one, for the actor system.</summary>
    public Config Effective { get; }

    /// <summary>All layers as one.</summary>
    public ConfigTree Merged { get; }

    /// <summary>Which layer sets this path.</summary>
    public ConfigLayer? SourceOf(string path) => _strongestFirst.FirstOrDefault(layer => layer.Tree.Find(path) is not null);
}
