using Akka.Configuration;

namespace ActorServer.Protocol.Handling;

/// <summary>Finds a type by its name, in an assembly beside the executable or in one of a user's.</summary>
internal static class HandlerLoader
{
    /// <summary>Loads a handler's type and checks that it can be one.</summary>
    /// <param name="typeName"><c>Namespace.Type, Assembly</c>.</param>
    /// <param name="path">The DLL, or the folder that it lies in; null for an assembly beside the executable.</param>
    /// <exception cref="HandlerLoadException">There is no such type, or it is not a handler.</exception>
    public static Type Load(string typeName, string? path)
    {
        var type = LoadType(typeName, path);
        if (type.IsAbstract || type.ContainsGenericParameters || !(type.IsSubclassOf(typeof(ActorHandler)) || type.IsSubclassOf(typeof(StreamHandler))))
            throw new HandlerLoadException($"{type.FullName} is not a handler: it must be a class that derives from {typeof(ActorHandler).FullName} or {typeof(StreamHandler).FullName} and is neither abstract nor generic");
        if (type.GetConstructor(Type.EmptyTypes) is null && type.GetConstructor([typeof(Config)]) is null)
            throw new HandlerLoadException($"{type.FullName} needs a public constructor without arguments, or with one of type {typeof(Config).FullName}");
        return type;
    }

    /// <summary>Loads any type by name.</summary>
    /// <inheritdoc cref="Load"/>
    public static Type LoadType(string typeName, string? path)
    {
        if (typeName.Split(',', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } assembly])
            throw new HandlerLoadException($"'{typeName}' is not of the form \"Namespace.Type, Assembly\"");
        return (path is null ? TypeBeside(name, assembly) : PluginLoadContext.LoadType(File(path, assembly), name))
            ?? throw new HandlerLoadException($"assembly {assembly} has no type {name}");
    }

    private static Type? TypeBeside(string name, string assembly)
    {
        try
        {
            return Type.GetType($"{name}, {assembly}", throwOnError: false);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or ArgumentException or TypeLoadException)
        {
            throw new HandlerLoadException($"assembly {assembly} cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string File(string path, string assembly)
    {
        if (System.IO.File.Exists(path))
            return Path.GetFullPath(path);
        var inFolder = Path.Combine(path, assembly.Split(',')[0] + ".dll");
        return System.IO.File.Exists(inFolder)
            ? Path.GetFullPath(inFolder)
            : throw new HandlerLoadException($"there is no assembly at {path}");
    }
}
