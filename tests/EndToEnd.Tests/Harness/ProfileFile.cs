namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A profile of the test's own, as a file, for what command-line options do not say.</summary>
internal sealed class ProfileFile : IDisposable
{
    public ProfileFile(string hocon)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"e2e-{Guid.NewGuid():N}.conf");
        File.WriteAllText(Path, hocon);
    }

    public string Path { get; }

    /// <summary>A profile with a service for each handler, named after it, on ports of the system's choice.</summary>
    public static string ServiceForEach(IEnumerable<string> handlers, string isolation) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(isolation)}}, listen.port = 0 }
        actor-server.services {
          {{string.Join('\n', handlers.Select(handler => $"{handler} {{ handler.type = {handler} }}"))}}
        }
        """;

    /// <summary>A profile whose one service runs a user's handler, on a port of the system's choice.</summary>
    /// <param name="isolation">The isolation model, or a <see cref="Variant"/>.</param>
    /// <param name="type">The handler's type.</param>
    /// <param name="path">Its assembly, or its folder.</param>
    /// <param name="settings">The handler's own settings.</param>
    public static string WithHandler(string isolation, string type, string path, string settings = "") =>
        $$"""
        actor-server.services.default {
          listen.port = 0
          isolation = {{Variant.Isolation(isolation)}}
          handler {
            type = "{{type}}"
            path = "{{path}}"
            {{settings}}
          }
        }
        """;

    public void Dispose() => File.Delete(Path);
}
