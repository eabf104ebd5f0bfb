using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorServer.Serving.Loading;

/// <summary>Finds a type by its name: one that is registered, in an assembly beside the executable, or in one of a user's.</summary>
internal static class HandlerLoader
{
    /// <summary>Loads a handler's type, checks that it can be one and decides its kind.</summary>
    /// <param name="typeName"><c>Namespace.Type, Assembly</c>.</param>
    /// <param name="path">The DLL, or the folder that it lies in; null for an assembly beside the executable.</param>
    /// <exception cref="HandlerLoadException">There is no such type, or it is not a handler.</exception>
    public static LoadedHandler Load(string typeName, string? path)
    {
        var type = Find(typeName, path);
        if (LoadedHandler.KindOf(type) is not { } kind)
            throw new HandlerLoadException($"{type.FullName} is not a handler: it must be a class that derives from {HandlerKinds.Allowed} and is neither abstract nor generic");
        _ = HandlerConstructor.Of(type);
        if (kind == HandlerKind.Connection)
            _ = ConnectionHandlers.AdapterOf(type);
        return new LoadedHandler(type, kind);
    }

    /// <summary>Loads any type by name.</summary>
    /// <inheritdoc cref="Load"/>
    public static Type LoadType(string typeName, string? path)
    {
        var name = HandlerTypeName.Parse(typeName);
        if (path is null)
            return TypeBeside(name) ?? throw NoSuchType(name, AssemblyBeside(name));
        var (assembly, type) = PluginLoadContext.LoadType(PluginPath.Find(path, name.SimpleAssembly), name.Type);
        return type ?? throw NoSuchType(name, assembly);
    }

    /// <summary>Looks, before anything is loaded, whether a user's assembly needs what this server is too old for.</summary>
    /// <param name="typeName"><c>Namespace.Type, Assembly</c>.</param>
    /// <param name="path">The DLL, or the folder that it lies in; null for an assembly beside the executable, which is not looked at.</param>
    /// <exception cref="HandlerLoadException">It does; the message names both versions.</exception>
    public static void CheckVersions(string typeName, string? path)
    {
        if (path is not null)
            PluginLoadContext.CheckVersions(PluginPath.Find(path, HandlerTypeName.Parse(typeName).SimpleAssembly));
    }

    private static HandlerLoadException NoSuchType(HandlerTypeName name, Assembly? assembly) => assembly is null
        ? new HandlerLoadException($"no assembly {name.SimpleAssembly} lies beside the server; path = the DLL, or the folder that holds it, says where it is")
        : new HandlerLoadException($"assembly {name.SimpleAssembly} has no type {name.Type}") { Known = HandlersIn(assembly) };

    // What cannot be loaded is no suggestion.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Of what was trimmed nothing can be suggested.")]
    private static string[] HandlersIn(Assembly assembly)
    {
        try
        {
            return [.. assembly.GetExportedTypes().Where(type => LoadedHandler.KindOf(type) is not null).Select(type => type.FullName!).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or TypeLoadException or NotSupportedException)
        {
            return [];
        }
    }

    private static Assembly? AssemblyBeside(HandlerTypeName name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name.SimpleAssembly));
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Type Find(string typeName, string? path)
    {
        var name = HandlerTypeName.Parse(typeName);
        if (RegisteredHandlers.Find(name) is { } registered)
            return registered;
        return RuntimeFeature.IsDynamicCodeSupported ? LoadType(typeName, path) : CompiledIn(name);
    }

    // A native program has no code but its own, whatever lies at a path.
    private static Type CompiledIn(HandlerTypeName name)
    {
        try
        {
            if (TypeBeside(name) is { } type)
                return type;
        }
        catch (HandlerLoadException)
        {
            // Said below, of the program as a whole.
        }

        var known = RegisteredHandlers.Names is { Length: > 0 } names ? $"registered are {names}" : "none is registered";
        throw new HandlerLoadException($"this worker does not know the handler {name}: it runs what was compiled into it, and {known}");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "A native program has what was compiled in, and says so of what it does not find.")]
    private static Type? TypeBeside(HandlerTypeName name)
    {
        try
        {
            return Type.GetType(name.ToString(), throwOnError: false);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or ArgumentException or TypeLoadException)
        {
            throw new HandlerLoadException($"assembly {name.Assembly} cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}
