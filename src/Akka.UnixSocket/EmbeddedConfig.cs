using System.Reflection;
using Akka.Configuration;

namespace ActorServer.UnixSocket;

/// <summary>Reads the reference configurations that lie in an assembly.</summary>
internal static class EmbeddedConfig
{
    public static Config Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
