using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ActorServer.Serving.Loading;

/// <summary>
/// The files that a plugin brings: as its <c>.deps.json</c> says, or without one what lies beside it and, of native libraries,
/// in <c>runtimes/RID/native</c>.
/// </summary>
/// <param name="main">The plugin's assembly, an absolute path.</param>
internal sealed class PluginFiles(string main)
{
    private readonly AssemblyDependencyResolver _resolver = new(main);

    // The system's own build of .NET has the name of a distribution in its identifier, packages those of systems.
    private static readonly string[] RuntimeIdentifiers =
        [.. new[] { RuntimeInformation.RuntimeIdentifier, $"{System}-{Architecture}", System, $"unix-{Architecture}", "unix" }.Distinct()];

    public string Main { get; } = main;

    /// <summary>The file of an assembly that the plugin brings; null if it brings none, or one that the runtime has as new.</summary>
    public string? FindOwn(AssemblyName name) =>
        _resolver.ResolveAssemblyToPath(name) is { } path && !RuntimeHas(name, path) ? path : null;

    /// <summary>The file of a native library that the plugin brings; null for one of the system's.</summary>
    public string? FindNative(string name) =>
        Path.IsPathRooted(name) ? null : _resolver.ResolveUnmanagedDllToPath(name) ?? FindInRuntimes(name);

    private static string System => OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux";

    private static bool IsMusl =>
        RuntimeInformation.RuntimeIdentifier is var identifier
            && (identifier.StartsWith("alpine", StringComparison.Ordinal) || identifier.Contains("musl", StringComparison.Ordinal));

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    // A library made for an older .NET may bring what belongs to the runtime by now, and two of those would not fit together.
    private static bool RuntimeHas(AssemblyName name, string own)
    {
        var builtIn = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name.Name + ".dll");
        return IsOfRuntime(name.Name!) && File.Exists(builtIn) && AssemblyName.GetAssemblyName(builtIn).Version >= AssemblyName.GetAssemblyName(own).Version;
    }

    // A program that was published with its runtime has its own libraries in the same folder.
    private static bool IsOfRuntime(string name) =>
        name is "mscorlib" or "netstandard" or "WindowsBase" or "System" or "Microsoft.CSharp"
            || Array.Exists(["System.", "Microsoft.VisualBasic", "Microsoft.Win32."], prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private string? FindInRuntimes(string name) =>
        (from identifier in RuntimeIdentifiers
         from file in FileNames(name)
         select Path.Combine(Path.GetDirectoryName(Main)!, "runtimes", identifier, "native", file)).FirstOrDefault(File.Exists);

    private static string[] FileNames(string name)
    {
        var suffix = OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [name, name + suffix, "lib" + name, $"lib{name}{suffix}"];
    }
}
