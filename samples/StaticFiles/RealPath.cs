namespace StaticFiles;

/// <summary>What a path leads to once all symbolic links in it are followed, as the kernel follows them.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links, <c>.</c> and <c>..</c>; null if there is nothing, or the links lead in a circle.</summary>
    /// <param name="path">An absolute path.</param>
    public static string? Of(string path)
    {
        var real = "/";
        var ahead = new Stack<string>();
        Push(ahead, path);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var here = new FileInfo(Path.Join(real, name));
            if (here.LinkTarget is not { } target)
            {
                real = here.FullName;
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (target.StartsWith('/'))
                real = "/";
            Push(ahead, target);
        }

        return Path.Exists(real) ? real : null;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (name != ".")
                ahead.Push(name);
        }
    }
}
