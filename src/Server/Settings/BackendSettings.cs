using ActorServer.Server.Configuration;
using ActorServer.Server.Isolation;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>The block of an isolation backend, checked.</summary>
/// <param name="Name">The block's name, which is the value of <c>isolation</c>.</param>
/// <param name="Class">The backend's type.</param>
/// <param name="Config">The block.</param>
internal sealed record BackendSettings(string Name, Type Class, Config Config)
{
    public static BackendSettings From(string name, SectionReader section, BackendBlocks blocks)
    {
        var tree = section.Tree();
        var type = Load(section, blocks);
        if (type == typeof(ProcessBackend))
        {
            tree = tree.With("executable", ConfigTree.Leaf(ProcessSettings.ResolveExecutable(section)))
                .With(CommandPrefix.Key, ConfigTree.List(CommandPrefix.Resolve(section)))
                .With("working-directory", ConfigTree.Leaf(ProcessSettings.ResolveWorkingDirectory(section)));
        }

        var settings = new BackendSettings(name, type, ConfigurationFactory.ParseString(tree.Render()));
        settings.CheckBuiltIn(section);
        return settings;
    }

    private static Type Load(SectionReader section, BackendBlocks blocks)
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
            return type == typeof(ProcessBackend) || type.IsSubclassOf(typeof(LocalBackend)) || IsBackend(type)
                ? type
                : throw section.Wrong("class", $"a class that derives from {typeof(IsolationBackend).FullName} and has a public constructor with one {nameof(BackendContext)}");
        }
        catch (HandlerLoadException failure)
        {
            throw section.Wrong(failure.ConcernsPath ? "path" : "class", failure.Message);
        }
    }

    private static bool IsBackend(Type type) =>
        type is { IsAbstract: false } && type.IsSubclassOf(typeof(IsolationBackend)) && type.GetConstructor([typeof(BackendContext)]) is not null;

    // So that a wrong value is an error also where no service uses the backend.
    private void CheckBuiltIn(SectionReader section)
    {
        if (Class == typeof(ProcessBackend))
            ProcessSettings.From(section);
        else if (Class == typeof(ThreadBackend))
            ThreadSettings.From(section);
        else if (Class == typeof(EventBackend))
            EventSettings.From(section);
    }
}
