using Akka.Configuration;

namespace ActorServer.Protocol.Remoting;

/// <summary>Reads the reference configurations that lie in this assembly.</summary>
internal static class EmbeddedConfig
{
    public static Config Read(string name)
    {
        using var stream = typeof(EmbeddedConfig).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
