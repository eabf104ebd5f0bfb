using Akka.Configuration;

namespace StaticFiles;

/// <summary>The keys of the <c>handler</c> block.</summary>
/// <param name="Root">The folder that is served; absolute, as the handler does not know where its profile lies.</param>
/// <param name="Index">The file that answers for a folder.</param>
/// <param name="DotFiles">Whether what begins with a dot is served.</param>
internal sealed record StaticFilesSettings(string Root, string Index, bool DotFiles)
{
    private static readonly string[] Keys = ["root", "index", "dot-files"];

    public static StaticFilesSettings From(Config settings) =>
        new(settings.GetString("root", ""), settings.GetString("index", "index.html"), settings.GetBoolean("dot-files", false));

    /// <summary>Says what is wrong with them, if anything is.</summary>
    /// <exception cref="FormatException">A key or a value is not allowed.</exception>
    public static void Check(Config settings)
    {
        foreach (var (key, _) in settings.AsEnumerable())
        {
            if (!Keys.Contains(key))
                throw new FormatException($"{key} is no setting of StaticFilesHandler; allowed are {string.Join(", ", Keys)}");
        }

        var (root, index, _) = From(settings);
        if (!Path.IsPathFullyQualified(root) || !Directory.Exists(root))
            throw new FormatException($"root = \"{root}\" is not allowed: the absolute path of a folder that exists");
        if (index is "" or "." or ".." || index.Contains('/', StringComparison.Ordinal))
            throw new FormatException($"index = \"{index}\" is not allowed: the name of a file, without a folder");
    }
}
