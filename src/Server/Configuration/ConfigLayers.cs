using ActorServer.Hocon;
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

    /// <summary>Where a path is set; null where nowhere.</summary>
    public HoconSource? SourceOf(string path) =>
        _strongestFirst.Select(layer => layer.Tree.Find(path) is { } set ? set.Source ?? layer.Origin : null).FirstOrDefault(source => source is not null);
}
