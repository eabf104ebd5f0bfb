using ActorServer.Server.Output;

namespace ActorServer.Server.Configuration;

/// <summary>
/// The directory in which the server was started. It may have been removed, and whoever uses no relative path need not
/// care: it is asked for only when one is there.
/// </summary>
internal static class WorkingDirectory
{
    /// <summary>Makes a path absolute.</summary>
    /// <param name="path">Relative or not.</param>
    /// <param name="directory">What it is relative to; null is the working directory.</param>
    /// <param name="source">Who says so, for the message.</param>
    /// <exception cref="ConfigurationError">It contains NUL, or is relative to the working directory, which cannot be had.</exception>
    public static string FullPath(string path, string? directory, string source)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ConfigurationError($"{source}: the path {QuotedText.Of(path)} contains the character NUL, which no path may; write it without");
        if (Path.IsPathRooted(path))
            return Path.GetFullPath(path);
        try
        {
            return Path.GetFullPath(path, directory ?? Environment.CurrentDirectory);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationError(
                $"{source}: the path {path} is relative, and the working directory cannot be had: it has been removed or may not be read; give an absolute path, or start the server elsewhere");
        }
    }
}
