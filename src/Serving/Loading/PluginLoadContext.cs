using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace ActorServer.Serving.Loading;

/// <summary>
/// Loads an assembly of a user's with what lies beside it. The process gives what both sides must have in common
/// (<see cref="SharedAssemblies"/>), and the frameworks that are installed; everything else is the plugin's own if it brings
/// it, whatever the process has loaded for itself. Native libraries are looked for as in a program of the user's.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "No plugin is loaded in a native program: HandlerLoader looks there for what was compiled in.")]
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, PluginLoadContext> Contexts = new(StringComparer.Ordinal);

    private readonly PluginFiles _files;

    private PluginLoadContext(string path)
        : base(path) => _files = new PluginFiles(path);

    /// <summary>
    /// Looks, before anything is loaded, whether the assembly at <paramref name="path"/>, or what it brings along, needs a newer server.
    /// That is the server's to do, once: it costs a look into each of those files, and workers get what it has taken.
    /// </summary>
    /// <exception cref="HandlerLoadException">It does, or it cannot be read.</exception>
    public static void CheckVersions(string path)
    {
        try
        {
            SharedAssemblies.CheckVersions(path, new PluginFiles(path).FindOwn);
        }
        catch (Exception failure) when (IsUnusable(failure))
        {
            throw CannotBeLoaded(path, failure);
        }
    }

    /// <summary>Loads the assembly at <paramref name="path"/> and a type of it; no type when the assembly has none of that name.</summary>
    /// <exception cref="HandlerLoadException">There is no assembly, or it cannot be loaded.</exception>
    public static (Assembly Assembly, Type? Type) LoadType(string path, string typeName)
    {
        try
        {
            var context = Contexts.GetOrAdd(path, static file => new PluginLoadContext(file));
            var assembly = context.LoadFromAssemblyPath(path);
            return (assembly, assembly.GetType(typeName));
        }
        catch (Exception failure) when (IsUnusable(failure))
        {
            throw CannotBeLoaded(path, failure);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Find(assemblyName) is { } shared)
            return shared;
        var path = (ConnectionHandlers.IsAdapting(assemblyName.Name!) ? ConnectionHandlers.AdaptingFile() : null)
            ?? _files.FindOwn(assemblyName) ?? SharedFrameworks.Find(assemblyName.Name!);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _files.FindNative(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    public override string ToString() => $"plugin {_files.Main}";

    private static bool IsUnusable(Exception failure) =>
        failure is IOException or BadImageFormatException or InvalidOperationException or ArgumentException or TypeLoadException;

    private static HandlerLoadException CannotBeLoaded(string path, Exception failure) =>
        new(failure is FileNotFoundException { FileName: { } missing } && SharedFrameworks.IsOfAspNetCore(missing)
            ? $"{path} needs {SharedFrameworks.AspNetCore}"
            : $"{path} cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}")
        {
            ConcernsPath = true,
        };
}
