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
        : base(path)
    {
        _files = new PluginFiles(path);
        SharedAssemblies.CheckVersions(path, _files.FindOwn);
    }

    /// <summary>Loads the assembly at <paramref name="path"/> and a type of it; no type when the assembly has none of that name.</summary>
    /// <exception cref="HandlerLoadException">There is no assembly, it cannot be loaded, or it needs a newer server.</exception>
    public static (Assembly Assembly, Type? Type) LoadType(string path, string typeName)
    {
        try
        {
            var context = Contexts.GetOrAdd(path, static file => new PluginLoadContext(file));
            var assembly = context.LoadFromAssemblyPath(path);
            return (assembly, assembly.GetType(typeName));
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or InvalidOperationException or ArgumentException or TypeLoadException)
        {
            throw new HandlerLoadException($"{path} cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}") { ConcernsPath = true };
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.Find(assemblyName) is { } shared)
            return shared;
        var path = _files.FindOwn(assemblyName) ?? SharedFrameworks.Find(assemblyName.Name!);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _files.FindNative(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    /// <inheritdoc/>
    public override string ToString() => $"plugin {_files.Main}";
}
