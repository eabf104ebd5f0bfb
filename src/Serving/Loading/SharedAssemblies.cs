using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace ActorServer.Serving.Loading;

/// <summary>
/// The assemblies that a plugin has in common with the process, so that types on both sides are the same: Akka, our own, and
/// the abstractions of Microsoft.Extensions with what they in turn are written against. Nothing else is shared.
/// </summary>
internal static class SharedAssemblies
{
    private static readonly string[] Families = ["Akka", "ActorServer"];

    private static readonly string[] Others =
    [
        "actor-server",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
    ];

    /// <summary>Whether an assembly of this name is shared where the process has it.</summary>
    public static bool Contains(string name) => !ConnectionHandlers.IsAdapting(name) && (Others.Contains(name) || Families.Any(family => IsOf(family, name)));

    /// <summary>The process's assembly of this name, if it is shared and the process has it.</summary>
    /// <exception cref="FileLoadException">It is older than what is asked for.</exception>
    public static Assembly? Find(AssemblyName wanted)
    {
        if (InProcess(wanted) is not { } shared)
            return null;
        return shared.GetName().Version is var had && wanted.Version <= had
            ? shared
            : throw new FileLoadException($"it needs {wanted.Name} {wanted.Version}, and the server, which shares it with handlers, has {had}");
    }

    /// <summary>
    /// Looks whether a plugin, or anything that it brings along, needs more than the process has: better known now than when a
    /// client meets it.
    /// </summary>
    /// <param name="plugin">The plugin's assembly.</param>
    /// <param name="findOwn">Finds the file of an assembly that the plugin brings.</param>
    /// <exception cref="HandlerLoadException">It does; the message names both versions.</exception>
    public static void CheckVersions(string plugin, Func<AssemblyName, string?> findOwn)
    {
        var files = new Queue<string>([plugin]);
        var seen = new HashSet<string>([plugin], StringComparer.Ordinal);
        while (files.TryDequeue(out var file))
        {
            foreach (var reference in ReferencesOf(file))
            {
                if (InProcess(reference) is { } shared)
                    CheckVersion(file, reference, shared.GetName().Version!);
                else if (findOwn(reference) is { } own && seen.Add(own))
                    files.Enqueue(own);
            }
        }
    }

    private static void CheckVersion(string file, AssemblyName wanted, Version had)
    {
        if (wanted.Version > had)
            throw new HandlerLoadException($"{file} needs {wanted.Name} {wanted.Version}, and the server, which shares it with handlers, has {had}; build it with that version or an older one") { ConcernsPath = true };
    }

    private static Assembly? InProcess(AssemblyName name)
    {
        if (!Contains(name.Name!))
            return null;
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name.Name!));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsOf(string family, string name) =>
        name.StartsWith(family, StringComparison.Ordinal) && (name.Length == family.Length || name[family.Length] == '.');

    private static AssemblyName[] ReferencesOf(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetAssemblyReference(reference).GetAssemblyName())];
    }
}
