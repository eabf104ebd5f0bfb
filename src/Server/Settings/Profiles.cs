using ActorServer.Server.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>The profiles: named HOCON files in <c>hocon/</c> beside the executable, or any file.</summary>
internal static class Profiles
{
    public const string Default = "thread";

    private const string Extension = ".conf";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>Name and first line of each profile that comes with the server.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All => !Directory.Exists(Folder)
        ? []
        : [.. Directory.EnumerateFiles(Folder, "*" + Extension).Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), Summary(file)))];

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
            var names = All.Select(profile => profile.Name).ToArray();
            throw new ConfigurationError(
                $"--profile {nameOrFile}: there is no such profile; there are {string.Join(", ", names)}, or the path of a file, with a / or ending in {Extension}{Nearest.Suggestion(nameOrFile, names)}");
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

    private static string Summary(string file) => File.ReadLines(file).FirstOrDefault("").TrimStart('#', ' ');
}
