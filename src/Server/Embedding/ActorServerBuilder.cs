using ActorServer.Server.Configuration;
using ActorServer.Server.Embedding;
using ActorServer.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace ActorServer;

/// <summary>
/// Says what an embedded server serves, and how: in code, by a section of the application's configuration, by HOCON, or by several of them. What
/// is said later wins over what was said before. Nothing is checked here: what is wrong is the error with which the host does not start.
/// </summary>
public sealed class ActorServerBuilder
{
    private readonly ServerDefinition _definition;

    internal ActorServerBuilder(ServerDefinition definition) => _definition = definition;

    /// <summary>The server's name; empty for the one without.</summary>
    public string Name => _definition.Name;

    /// <summary>Adds a service, or says more of one that is there.</summary>
    /// <param name="name">Its name: a to z, 0 to 9 and hyphens.</param>
    /// <param name="service">Says where it listens, how far its clients are kept apart, and what serves them.</param>
    /// <returns>The same, for the next one.</returns>
    public ActorServerBuilder AddService(string name, Action<ActorServiceBuilder> service)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(service);
        var path = $"services.{ConfigTree.Quoted(name)}";
        Add(directory => ConfigLayer.Parse(ServerDefinition.Code, directory, $"{ServerDefinition.Root}.{path} {{}}"));
        service(new ActorServiceBuilder(name, (key, value) => Set($"{path}.{key}", value)));
        return this;
    }

    /// <summary>Sets any key of reference.conf.</summary>
    /// <param name="key">Its path below <c>actor-server</c>, such as <c>shutdown.drain-timeout</c>.</param>
    /// <param name="value">A text as HOCON has it, a number, a <see cref="TimeSpan"/>, or several texts.</param>
    /// <returns>The same, for the next one.</returns>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public ActorServerBuilder Set(string key, object value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        var text = SettingText.Of(value);
        return Add(directory => ConfigLayer.Of(ServerDefinition.Code, $"{ServerDefinition.Root}.{key}", text, directory));
    }

    /// <summary>Takes what stands in a section of the application's configuration: its keys are those of HOCON below <c>actor-server</c>.</summary>
    /// <param name="section">The section. It is read when the host starts, or when <see cref="IActorServer.Services"/> is asked for before.</param>
    /// <returns>The same, for the next one.</returns>
    public ActorServerBuilder AddConfiguration(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(directory => SectionLayer.Read(section, directory));
    }

    /// <summary>Takes what HOCON says, as a profile of <c>actor-server</c> has it.</summary>
    /// <param name="hocon">The text.</param>
    /// <returns>The same, for the next one.</returns>
    public ActorServerBuilder AddHocon(string hocon)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        return Add(directory => ConfigLayer.Parse("HOCON in the application's code", directory, hocon));
    }

    /// <summary>Takes what a file of HOCON says, such as a profile of <c>actor-server</c>.</summary>
    /// <param name="path">The file, relative to the application's content root. It is read when the host starts, or when <see cref="IActorServer.Services"/> is asked for before.</param>
    /// <returns>The same, for the next one.</returns>
    public ActorServerBuilder AddHoconFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Add(directory => Profiles.ReadFile(path, directory, $"{nameof(AddHoconFile)}(\"{path}\")"));
    }

    private ActorServerBuilder Add(Func<string, ConfigLayer> layer)
    {
        _definition.Layers.Add(layer);
        return this;
    }
}
