using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace ActorServer.Protocol.Handling;

/// <summary>
/// Loads an assembly of a user's with the dependencies that lie beside it or belong to an installed framework. What the
/// process has already, such as Akka and this assembly, is shared, so that types on both sides are the same.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, PluginLoadContext> Contexts = new(StringComparer.Ordinal);

    private readonly AssemblyDependencyResolver _resolver;
    private readonly string _path;

    private PluginLoadContext(string path)
        : base(path)
    {
        _path = path;
        _resolver = new AssemblyDependencyResolver(path);
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
        catch (Exception failure) when (failure is IOException or BadImageFormatException or InvalidOperationException or ArgumentException or TypeLoadException)
        {
            throw new HandlerLoadException($"{path} cannot be loaded: {failure.Message.ReplaceLineEndings(" ")}") { ConcernsPath = true };
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName))
            return null;
        var path = _resolver.ResolveAssemblyToPath(assemblyName) ?? SharedFrameworks.Find(assemblyName.Name!);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    private static bool IsShared(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new AssemblyName(name.Name!)) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"plugin {_path}";
}
