using ActorServer.Server.Configuration;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Embedding;

/// <summary>The settings of an embedded server, and what the log should say of them. Made by the parser that all servers have.</summary>
/// <param name="Server">The settings.</param>
/// <param name="Warnings">Lines for the log.</param>
internal sealed record EmbeddedSettings(ServerSettings Server, IReadOnlyList<string> Warnings)
{
    // A web project's default is a heap for each processor, in each of many processes.
    private const string Defaults = """
        actor-server.backends.process {
          executable = self
          environment {
            pass = [DOTNET_ENVIRONMENT, ASPNETCORE_ENVIRONMENT]
            set { DOTNET_gcServer = "0" }
          }
        }
        """;

    /// <summary>Reads what was said of a server.</summary>
    /// <param name="definition">What was said.</param>
    /// <param name="application">The application's name.</param>
    /// <param name="directory">What relative paths are relative to.</param>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static EmbeddedSettings Read(ServerDefinition definition, string application, string directory)
    {
        try
        {
            var read = Read([.. definition.Layers.Select(layer => layer(directory))], application);
            return read with { Server = read.Server with { Name = definition.Name } };
        }
        catch (ConfigurationError error) when (definition.Name.Length > 0)
        {
            throw new ConfigurationError($"server {definition.Name}: {error.Message}");
        }
    }

    private static EmbeddedSettings Read(ConfigLayer[] told, string application)
    {
        var defaults = ConfigLayer.Parse("the defaults of an embedded server", null, Defaults);
        var all = told.Aggregate(defaults, (weak, strong) => strong.Over(weak));
        var settings = SettingsParser.Parse(all, []);
        if (all.Tree.Find($"{ServerDefinition.Root}.services") is not { Children.Count: > 0 })
            throw new ConfigurationError($"the server has no service: AddService adds one in code, {ServerDefinition.Root}.services.NAME in HOCON, services:NAME in the section; it was told {Sources(told)}");
        return new EmbeddedSettings(settings.WithSelf(OwnProgram.Find(application)), [.. Ignored(all), .. EmbeddedWarnings.Of(settings)]);
    }

    private static string Sources(ConfigLayer[] told) => told.Length == 0 ? "nothing" : string.Join(", ", told.Select(layer => layer.Source).Distinct());

    // What is the process's, and so the application's.
    private static IEnumerable<string> Ignored(ConfigLayer told)
    {
        if (told.Tree.Find($"{ServerDefinition.Root}.log") is not null)
            yield return "actor-server.log changes nothing in an embedded server: its lines go to the application's log, whose configuration has levels and formats";
        if (told.Tree.Find($"{ServerDefinition.Root}.cultures") is not null)
            yield return "actor-server.cultures changes nothing in an embedded server: the application has the cultures that it was built with (InvariantGlobalization)";
    }
}
