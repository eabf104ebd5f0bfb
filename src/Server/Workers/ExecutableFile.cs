namespace ActorServer.Server.Workers;

/// <summary>Files that are to be executed.</summary>
internal static class ExecutableFile
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether a file that exists says of itself that it may be executed, by whomever.</summary>
    public static bool MayBeExecuted(string path) => (File.GetUnixFileMode(path) & AnyExecute) != 0;

    /// <summary>What a shell would find for this name in PATH; null if nothing.</summary>
    public static string? FindInPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Where(Path.IsPathRooted)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(path => File.Exists(path) && MayBeExecuted(path));
}
