using System.Text.RegularExpressions;

namespace ActorServer.Hocon;

/// <summary><c>include "file"</c>: what stands in another file, as if it stood here. A file that is missing says nothing, unless it is required.</summary>
internal sealed partial class HoconInclude
{
    private const string Forms = "include \"file\", include file(\"file\"), and include required(…) around either";
    private const string Extension = ".conf";
    private const int MostIncludes = 32;

    private readonly HoconCursor _cursor;
    private readonly int _line;
    private readonly string _name;
    private readonly bool _isRequired;

    private HoconInclude(HoconCursor cursor, string name, bool isRequired)
    {
        _cursor = cursor;
        _line = cursor.Line;
        _name = name;
        _isRequired = isRequired;
    }

    /// <summary>Reads it, if one stands here.</summary>
    public static HoconInclude? Read(HoconCursor cursor)
    {
        if (!cursor.Match(Keyword()).Success)
            return null;
        var match = cursor.Match(Statement());
        if (!match.Success || match.Groups["opening"].Captures.Count != match.Groups["closing"].Captures.Count)
            throw cursor.Wrong($"this form of include is not known; there are {Forms}");
        cursor.Take(match.Groups["before"].Length);
        var include = new HoconInclude(cursor, HoconStrings.ReadQuoted(cursor), match.Groups["required"].Success);
        cursor.Take(match.Groups["after"].Length);
        return include;
    }

    /// <summary>Puts into a block what the file says.</summary>
    /// <param name="block">The block.</param>
    /// <param name="files">What has been included so far.</param>
    /// <param name="parse">Reads a text that stands in the block.</param>
    public void Into(HoconBlock block, HoconIncludedFiles files, Func<string, HoconSource, HoconBlock> parse)
    {
        if (Find() is not { } file)
            return;
        if (_cursor.Source.IsBelow(file))
            throw _cursor.Wrong(_line, $"include \"{_name}\" leads back to {file}");
        if (_cursor.Source.Depth >= MostIncludes)
            throw _cursor.Wrong(_line, $"more than {MostIncludes} files that include each other");
        if (!files.CountOne())
            throw _cursor.Wrong(_line, $"include \"{_name}\": more than {HoconIncludedFiles.Most} files are included in all, one that is included twice counts twice; put what they say into fewer files");
        var source = new HoconSource(file, Path.GetDirectoryName(file)!, _cursor.Source);
        foreach (var (key, value) in parse(Text(file), source).Fields)
            block.Put([key], value);
    }

    private string? Find()
    {
        if (_name.Length == 0 || _name.Contains('\0', StringComparison.Ordinal))
            throw _cursor.Wrong(_line, "include names no path: it is empty, or has a null character");
        var file = _cursor.Source.FullPath(_name);
        if (File.Exists(file))
            return file;
        if (Directory.Exists(file))
            throw _cursor.Wrong(_line, $"include \"{_name}\": {file} is a directory");
        if (!Path.HasExtension(file) && File.Exists(file + Extension))
            return file + Extension;
        return _isRequired ? throw _cursor.Wrong(_line, $"include \"{_name}\": there is no file {file}") : null;
    }

    private string Text(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            // What can be read once is read when the configuration is checked, and is gone when it is read again.
            if (!stream.CanSeek)
                throw _cursor.Wrong(_line, $"include \"{_name}\": {file} is no regular file");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw _cursor.Wrong(_line, $"include \"{_name}\": the file cannot be read: {unreadable.Message}");
        }
    }

    [GeneratedRegex("""\Ginclude(?=[^\S\n]*(["(]|(required|file|url|classpath|package|resource)[^\S\n]*\())""")]
    private static partial Regex Keyword();

    [GeneratedRegex("""\G(?<before>include[^\S\n]*((?<required>required)[^\S\n]*(?<opening>\()[^\S\n]*)?(file[^\S\n]*(?<opening>\()[^\S\n]*)?)"([^"\\\n]|\\.)*"(?<after>([^\S\n]*(?<closing>\)))*)""")]
    private static partial Regex Statement();
}
