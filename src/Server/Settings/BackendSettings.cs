using System.Globalization;
using ActorServer.Server.Configuration;
using ActorServer.Server.Isolation;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>The block of an isolation backend, checked.</summary>
/// <param name="Name">The block's name, which is the value of <c>isolation</c>.</param>
/// <param name="Kind">The backend's row in the table.</param>
/// <param name="Config">The block.</param>
internal sealed record BackendSettings(string Name, BackendKind Kind, Config Config)
{
    /// <summary>The settings of the workers that the server starts for it; null for a backend without.</summary>
    public ProcessSettings? Workers { get; init; }

    /// <summary>The same with so many workers at most, which what it needs is told by; a backend without workers as it is.</summary>
    public BackendSettings WithMaxWorkers(int most) => Workers is null ? this : this with
    {
        Workers = Workers with { MaxWorkers = most },
        Config = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $"{ProcessSettings.MaxWorkersKey} = {most}")).WithFallback(Config),
    };

    /// <summary>Reads and checks a block, so that a wrong value is an error also where no service uses it.</summary>
    public static BackendSettings From(string name, SectionReader section, BackendBlocks blocks)
    {
        var kind = Load(section, blocks);
        kind.CheckSettings(section);
        return new BackendSettings(name, kind, ConfigurationFactory.ParseString(section.Tree().Render())) { Workers = kind.ReadWorkers?.Invoke(section) };
    }

    private static BackendKind Load(SectionReader section, BackendBlocks blocks)
    {
        var name = blocks.FullClass(section.Text("class"));
        if (!name.Contains(',', StringComparison.Ordinal))
            throw section.Wrong("class", $"{string.Join(", ", blocks.BuiltIn)}, or \"Namespace.Type, Assembly\"", Nearest.Suggestion(name, blocks.BuiltIn));
        try
        {
            var path = section.TextOrNull("path") is { } relative ? section.FullPath("path", relative) : null;
            HandlerLoader.CheckVersions(name, path);
            var type = HandlerLoader.LoadType(name, path);
            PluginReferences.Check(type);
            return Backends.Of(type)
                ?? throw section.Wrong("class", Backends.Allowed);
        }
        catch (HandlerLoadException failure)
        {
            throw section.Wrong(failure.ConcernsPath ? "path" : "class", failure.Message);
        }
    }
}
