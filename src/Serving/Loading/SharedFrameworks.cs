using System.Runtime.InteropServices;

namespace ActorServer.Serving.Loading;

/// <summary>
/// The frameworks that are installed beside this process's runtime and that it did not ask for, such as ASP.NET Core: a
/// plugin with a <c>FrameworkReference</c> finds its assemblies there. Of each the newest of the runtime's own version.
/// </summary>
internal static class SharedFrameworks
{
    private const string OwnName = "Microsoft.NETCore.App";

    private static readonly Lazy<string[]> Folders = new(FindFolders);

    /// <summary>What has to be installed where ASP.NET Core is needed and not there, and how.</summary>
    public static string AspNetCore =>
        $"the ASP.NET Core runtime {Release} beside the .NET runtime that runs this process ({Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory())}): install it (Debian: aspnetcore-runtime-{Release})";

    private static string Release => $"{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>Whether an assembly of this name, simple or full, belongs to ASP.NET Core.</summary>
    public static bool IsOfAspNetCore(string assembly) => assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    /// <summary>The file of an assembly of this name; null if no framework has one.</summary>
    public static string? Find(string assembly) =>
        Folders.Value.Select(folder => Path.Combine(folder, assembly + ".dll")).FirstOrDefault(File.Exists);

    private static string[] FindFolders()
    {
        // SHARED/Microsoft.NETCore.App/VERSION; a program that brings its runtime along has no others.
        var own = Directory.GetParent(Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()));
        if (own is not { Name: OwnName, Parent: { } shared })
            return [];
        return [.. shared.EnumerateDirectories().Where(framework => framework.Name != OwnName).Select(Newest).OfType<string>()];
    }

    private static string? Newest(DirectoryInfo framework) => framework
        .EnumerateDirectories()
        .Where(folder => Version.TryParse(folder.Name, out var version) && (version.Major, version.Minor) == (Environment.Version.Major, Environment.Version.Minor))
        .MaxBy(folder => Version.Parse(folder.Name))?
        .FullName;
}
