using ActorServer.Server.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>The profiles: named HOCON files in <c>hocon/</c> beside the executable, or any file.</summary>
internal static class Profiles
{
    public const string Default = "thread";

    private const string Extension = ".conf";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>The names of the profiles that come with the server; none where the folder cannot be read.</summary>
    public static IReadOnlyList<string> Names => NamesIn(Folder);

    /// <summary>Name and first line of each profile that comes with the server.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All => AllIn(Folder);

    /// <summary>The names of the profiles in a folder; no file is opened.</summary>
    public static IReadOnlyList<string> NamesIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // They are an offer, and a file can still be named by its path.
            return [];
        }
    }

    /// <summary>Name and first line of each profile in a folder.</summary>
    public static IReadOnlyList<(string Name, string Summary)> AllIn(string folder) =>
        [.. NamesIn(folder).Select(name => (name, Summary(Path.Combine(folder, name + Extension))))];

    /// <summary>Reads a profile by its name, or a file by its path.</summary>
    /// <exception cref="ConfigurationError">There is none, or it is not HOCON.</exception>
    public static ConfigLayer Read(string nameOrFile)
    {
        var isFile = nameOrFile.Contains('/', StringComparison.Ordinal) || nameOrFile.EndsWith(Extension, StringComparison.Ordinal);
        var file = isFile ? WorkingDirectory.FullPath(nameOrFile, directory: null, "--profile") : Path.Combine(Folder, nameOrFile + Extension);
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = new StreamReader(stream);
            return ConfigLayer.Parse(file, Path.GetDirectoryName(file)!, reader.ReadToEnd()) with { CanBeReadAgain = stream.CanSeek };
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException && !isFile)
        {
            throw new ConfigurationError(
                $"--profile {nameOrFile}: there is no such profile; there are {string.Join(", ", Names)}, or the path of a file, with a / or ending in {Extension}{Nearest.Suggestion(nameOrFile, Names)}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationError($"--profile {nameOrFile}: the file cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="directory">What that is relative to.</param>
    /// <param name="source">Who says so, for the message.</param>
    /// <exception cref="ConfigurationError">It cannot be read, or is not HOCON.</exception>
    public static ConfigLayer ReadFile(string path, string directory, string source)
    {
        var file = WorkingDirectory.FullPath(path, directory, source);
        try
        {
            return ConfigLayer.Parse(file, Path.GetDirectoryName(file), File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationError($"{source}: the file cannot be read: {unreadable.Message}");
        }
    }

    private static string Summary(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault("").TrimStart('#', ' ');
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "(cannot be read)";
        }
    }
}
