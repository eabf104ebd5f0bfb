namespace ActorServer.Serving.Loading;

/// <summary>Finds a user's assembly: at a path, or in the folder at a path.</summary>
internal static class PluginPath
{
    private const int MostLookedAt = 10_000;

    // Deep enough for bin/Release/net10.0/linux-x64/publish below a project.
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 5, IgnoreInaccessible = true };

    /// <summary>The assembly's file, absolute.</summary>
    /// <exception cref="HandlerLoadException">There is none; the message says what is there instead.</exception>
    public static string Find(string path, string assembly)
    {
        if (File.Exists(path))
            return Path.GetFullPath(path);
        var file = assembly + ".dll";
        if (File.Exists(Path.Combine(path, file)))
            return Path.GetFullPath(Path.Combine(path, file));
        throw new HandlerLoadException(Directory.Exists(path) ? $"there is no {file} in {path}{InsteadIn(path, file)}" : $"there is no assembly at {path}{Nearest(path)}") { ConcernsPath = true };
    }

    private static string InsteadIn(string folder, string file)
    {
        // A build's own half-finished files are no place to load from.
        var found = Directory.EnumerateFiles(folder, "*.dll", Below)
            .Take(MostLookedAt)
            .Where(candidate => Path.GetFileName(candidate) == file && !candidate[folder.Length..].Contains("/obj/", StringComparison.Ordinal))
            .MaxBy(File.GetLastWriteTimeUtc);
        return found is null ? "" : $"; there is one in {Path.GetDirectoryName(found)}";
    }

    private static string Nearest(string path)
    {
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        while (parent is not null && !Directory.Exists(parent))
            parent = Path.GetDirectoryName(parent);
        return parent is null || parent == Path.GetPathRoot(path) ? "" : $"; what exists of it is {parent}";
    }
}
