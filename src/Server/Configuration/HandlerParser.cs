using System.Reflection;
using ActorServer.Protocol.Handling;
using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>Reads a <c>handler</c> block: finds the type, and lets it check its own keys.</summary>
internal static class HandlerParser
{
    public static HandlerSpec Parse(SectionReader section)
    {
        var name = section.Text("type");
        var typeName = TypeNameOf(section, name);
        var path = section.TextOrNull("path") is { Length: > 0 } relative ? Path.GetFullPath(relative, section.DirectoryOf("path")) : null;
        var type = Load(section, typeName, path);
        var own = section.Tree().Without("type", "path");
        var settings = own.Render();
        CheckOwnKeys(section, type, own, own.Children.Count == 0 ? Config.Empty : ConfigurationFactory.ParseString(settings));
        return new HandlerSpec(name, type, typeName, path, settings);
    }

    private static string TypeNameOf(SectionReader section, string name)
    {
        if (name.Contains(',', StringComparison.Ordinal))
            return name;
        var names = HandlerCatalogue.All.Select(handler => handler.Name).ToArray();
        return HandlerCatalogue.All.FirstOrDefault(handler => handler.Name == name).TypeName
            ?? throw section.Wrong("type", $"{string.Join(", ", names)}, or \"Namespace.Type, Assembly\"", Nearest.Suggestion(name, names));
    }

    private static Type Load(SectionReader section, string typeName, string? path)
    {
        try
        {
            return HandlerLoader.Load(typeName, path);
        }
        catch (HandlerLoadException failure)
        {
            throw section.Wrong(path is null ? "type" : "path", failure.Message);
        }
    }

    private static void CheckOwnKeys(SectionReader section, Type type, ConfigTree own, Config settings)
    {
        if (!type.IsAssignableTo(typeof(IValidatesSettings)))
        {
            if (own.Children.Keys.FirstOrDefault() is { } key)
                throw section.Wrong(key, $"the handler {type.Name} has no settings of its own; type and path are the only keys");
            return;
        }

        try
        {
            type.GetInterfaceMap(typeof(IValidatesSettings)).TargetMethods.Single().Invoke(null, [settings]);
        }
        catch (TargetInvocationException failure)
        {
            var wrong = failure.InnerException ?? failure;
            var kind = wrong is FormatException ? "" : $"{wrong.GetType().Name}: ";
            throw section.Wrong("type", $"its settings are wrong: {kind}{wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
