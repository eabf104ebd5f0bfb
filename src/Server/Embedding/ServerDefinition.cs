using ActorServer.Server.Configuration;

namespace ActorServer.Server.Embedding;

/// <summary>What the application has said of one of its servers.</summary>
/// <param name="name">The server's name; empty for the one without.</param>
internal sealed class ServerDefinition(string name)
{
    /// <summary>All keys stand below it.</summary>
    public const string Root = "actor-server";

    /// <summary>How messages name what stands in the application's code.</summary>
    public const string Code = "the application's code";

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What was said, the weakest first: each is read when the host starts, given the directory that relative paths are relative to.
    /// </summary>
    public List<Func<string, ConfigLayer>> Layers { get; } = [];
}
