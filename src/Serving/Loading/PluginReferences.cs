using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace ActorServer.Serving.Loading;

/// <summary>
/// Looks for everything that a user's assembly needs, before a client does. The build of a class library lays its packages beside
/// it only when asked to, and the runtime looks for an assembly when code that uses it is first run.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "No plugin is loaded in a native program, and plugins have files.")]
[UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "No plugin is loaded in a native program, and plugins have files.")]
internal static class PluginReferences
{
    /// <summary>Loads what the type's assembly refers to, and what that refers to in turn.</summary>
    /// <exception cref="HandlerLoadException">Something is missing.</exception>
    public static void Check(Type type)
    {
        if (AssemblyLoadContext.GetLoadContext(type.Assembly) is PluginLoadContext context)
            Check(context, type.Assembly);
    }

    private static void Check(PluginLoadContext context, Assembly plugin)
    {
        var listed = new Lazy<HashSet<string>>(() => Listed(Path.ChangeExtension(plugin.Location, ".deps.json")));
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var toVisit = new Stack<Assembly>([plugin]);
        while (toVisit.TryPop(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => seen.Add(reference.Name!)))
            {
                if (IsThere(context, reference, out var found))
                    Visit(found);
                else if (assembly == plugin || listed.Value.Contains(reference.Name!))
                    throw new HandlerLoadException(Missing(plugin, assembly, reference)) { ConcernsPath = true };
            }
        }

        // What belongs to the server or to a framework is complete.
        void Visit(Assembly? found)
        {
            if (found is not null && AssemblyLoadContext.GetLoadContext(found) == context)
                toVisit.Push(found);
        }
    }

    private static string Missing(Assembly plugin, Assembly by, AssemblyName reference) =>
        $"{plugin.Location} cannot be used: {reference.Name}, which {by.GetName().Name} needs, is not beside it; set <EnableDynamicLoading>true</EnableDynamicLoading> in its project and build again, or dotnet publish it and take that folder";

    private static bool IsThere(PluginLoadContext context, AssemblyName reference, out Assembly? found)
    {
        found = null;
        try
        {
            found = context.LoadFromAssemblyName(reference);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception unusable) when (unusable is IOException or BadImageFormatException)
        {
            // Whoever runs into it learns why it cannot be used.
            return true;
        }
    }

    // Of what packages refer to, not all is meant to be there; what the build has listed is.
    private static HashSet<string> Listed(string file)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(file))
            return names;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var target in json.RootElement.GetProperty("targets").EnumerateObject())
            {
                foreach (var library in target.Value.EnumerateObject())
                {
                    if (library.Value.TryGetProperty("runtime", out var runtime))
                        names.UnionWith(runtime.EnumerateObject().Select(asset => Path.GetFileNameWithoutExtension(asset.Name)));
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Then nothing is known to be missing.
        }

        return names;
    }
}
