using ActorServer.Server.Configuration;

namespace ActorServer.Server.Workers;

/// <summary>
/// The words that are put before a worker's executable, so that another program prepares what it runs in: takes rights away,
/// bounds it, shuts it into namespaces.
/// </summary>
internal static class CommandPrefix
{
    public const string Key = "command-prefix";

    /// <summary>The words, with the first one, which names the program, made the absolute path of a file that may be executed.</summary>
    public static IReadOnlyList<string> Resolve(SectionReader section)
    {
        var words = section.Words(Key);
        return words.Count == 0 ? words : [Locate(section, words[0]), .. words.Skip(1)];
    }

    private static string Locate(SectionReader section, string program)
    {
        if (!program.Contains('/', StringComparison.Ordinal))
            return ExecutableFile.FindInPath(program) ?? throw section.Wrong(Key, $"there is no program '{program}' in PATH; its first word is a program in PATH or the path of one");
        var path = section.FullPath(Key, program);
        if (!File.Exists(path))
            throw section.Wrong(Key, $"there is no file {path}; its first word is a program in PATH or the path of one");
        return ExecutableFile.MayBeExecuted(path) ? path : throw section.Wrong(Key, $"{path} is not executable; its first word is a program in PATH or the path of one");
    }
}
