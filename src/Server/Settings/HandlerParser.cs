using ActorServer.Server.Configuration;
using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>Reads a <c>handler</c> block: finds the type, and lets it check its own keys.</summary>
internal static class HandlerParser
{
    private const int MostSuggested = 5;

    /// <param name="section">The block.</param>
    /// <param name="ownWorkers">
    /// Whether it runs in workers of the user's own. One that has no path they alone know, and they check its settings when
    /// they start.
    /// </param>
    public static HandlerSpec Parse(SectionReader section, bool ownWorkers)
    {
        var name = section.Text("type");
        var typeName = TypeNameOf(section, name);
        var path = section.TextOrNull("path") is { Length: > 0 } relative ? section.FullPath("path", relative) : null;
        var own = section.Tree().Without("type", "path");
        var settings = own.Render();
        if (ownWorkers && path is null)
            return new HandlerSpec(name, null, Formed(section, typeName), path, settings);
        if (name == HandlerCatalogue.Application.Name)
            throw section.Wrong("type", "that is an application of your own, in processes of its own: isolation = process, and actor-server.backends.process.executable = the application");
        var handler = Load(section, typeName, path);
        CheckOwnKeys(section, handler.Type, own, HandlerSettings.Parse(settings));
        return new HandlerSpec(name, handler, typeName, path, settings);
    }

    private static string TypeNameOf(SectionReader section, string name)
    {
        if (name.Contains(',', StringComparison.Ordinal))
            return name;
        var names = HandlerCatalogue.All.Select(handler => handler.Name).ToArray();
        return HandlerCatalogue.All.FirstOrDefault(handler => handler.Name == name).TypeName
            ?? throw section.Wrong("type", $"{string.Join(", ", names)}, or \"Namespace.Type, Assembly\"", Nearest.Suggestion(name, names));
    }

    private static string Formed(SectionReader section, string typeName)
    {
        try
        {
            return HandlerTypeName.Parse(typeName).ToString();
        }
        catch (HandlerLoadException malformed)
        {
            throw section.Wrong("type", malformed.Message);
        }
    }

    private static LoadedHandler Load(SectionReader section, string typeName, string? path)
    {
        _ = Formed(section, typeName);
        try
        {
            HandlerLoader.CheckVersions(typeName, path);
            var handler = HandlerLoader.Load(typeName, path);
            PluginReferences.Check(handler.Type);
            return handler;
        }
        catch (HandlerLoadException failure)
        {
            throw section.Wrong(failure.ConcernsPath ? "path" : "type", failure.Message, Instead(section, typeName, path, failure));
        }
    }

    private static string Instead(SectionReader section, string typeName, string? path, HandlerLoadException failure)
    {
        var assembly = HandlerTypeName.Parse(typeName).SimpleAssembly;
        if (failure.Known.Count > 0)
        {
            var suggestion = Nearest.Suggestion(HandlerTypeName.Parse(typeName).Type, failure.Known);
            return suggestion.Length > 0 ? suggestion : $"; its handlers are {string.Join("; ", failure.Known.Take(MostSuggested).Select(type => $"{type}, {assembly}"))}";
        }

        var misspelt = section.Tree().Children.Keys.FirstOrDefault(key => key is not ("type" or "path") && Nearest.Suggestion(key, ["path"]).Length > 0);
        return path is null && misspelt is not null ? $"; is the key {misspelt} meant to be path?" : "";
    }

    private static void CheckOwnKeys(SectionReader section, Type type, ConfigTree own, Config settings)
    {
        if (HandlerSettings.FirstError(type, settings) is { } error)
            throw section.Wrong(HandlerSettings.AreTakenBy(type) ? "type" : own.Children.Keys.First(), error);
    }
}
