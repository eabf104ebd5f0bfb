namespace ActorServer.Hocon;

/// <summary>
/// Reads a text of HOCON, and what it includes, up to what its substitutions mean. Beside HOCON it takes, as Akka's parser does,
/// a key on the line where the block of another one has closed, and text without quotes that is no slip.
/// </summary>
/// <seealso href="https://github.com/lightbend/config/blob/main/HOCON.md">HOCON</seealso>
internal sealed class HoconParser
{
    // Deeper, whoever walks the values might run out of stack.
    private const int MostLevels = 64;

    private readonly HoconCursor _cursor;
    private readonly HoconSource _source;
    private readonly HoconShorthands _shorthands;
    private readonly HoconIncludedFiles _files;
    private int _levels;

    private HoconParser(string text, HoconSource source, HoconShorthands shorthands, HoconIncludedFiles files)
    {
        _cursor = new HoconCursor(text, source);
        _source = source;
        _shorthands = shorthands;
        _files = files;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What it is.</param>
    /// <param name="shorthands">Which blocks may be written as one value.</param>
    /// <exception cref="FormatException">It is not HOCON; the message says in which line.</exception>
    public static HoconBlock Parse(string text, HoconSource source, HoconShorthands shorthands) =>
        new HoconParser(text, source, shorthands, new HoconIncludedFiles()).ParseRoot([]);

    private HoconBlock ParseIncluded(string text, HoconSource source, IReadOnlyList<string>? path) =>
        new HoconParser(text, source, _shorthands, _files) { _levels = _levels }.ParseRoot(path ?? []);

    private HoconBlock ParseRoot(IReadOnlyList<string> prefix)
    {
        var root = new HoconBlock(_source);
        _cursor.SkipLines();
        if (_cursor.Current == '[')
            throw _cursor.Wrong("a list; a file is made of keys");
        if (_cursor.Current == '{')
        {
            ReadBlock(root, prefix, prefix);
            _cursor.SkipLines();
        }
        else
        {
            ReadFields(root, prefix, prefix);
        }

        return _cursor.IsAtEnd ? root : throw _cursor.Wrong(_cursor.Current is '}' or ']' ? $"{_cursor.Current} closes nothing" : "text after the last }");
    }

    private void ReadBlock(HoconBlock block, IReadOnlyList<string>? path, IReadOnlyList<string> prefix)
    {
        var line = Open();
        ReadFields(block, path, prefix);
        Close('{', '}', line);
    }

    private void GoDown(int levels)
    {
        _levels += levels;
        if (_levels > MostLevels)
            throw _cursor.Wrong($"more than {MostLevels} levels");
    }

    private int Open()
    {
        GoDown(1);
        var line = _cursor.Line;
        _cursor.Take(1);
        return line;
    }

    private void Close(char opening, char closing, int line)
    {
        if (_cursor.IsAtEnd)
            throw _cursor.Wrong(line, $"{opening} is not closed");
        if (_cursor.Current != closing)
            throw _cursor.Wrong($"{_cursor.Current} where the {opening} of line {line} should be closed");
        _cursor.Take(1);
        _levels--;
    }

    /// <param name="block">What they are read into.</param>
    /// <param name="path">Where the block is; null for one in a list, which no substitution reaches.</param>
    /// <param name="prefix">Where this file is included.</param>
    private void ReadFields(HoconBlock block, IReadOnlyList<string>? path, IReadOnlyList<string> prefix)
    {
        _cursor.SkipLines();
        while (!_cursor.IsAtEnd && _cursor.Current is not ('}' or ']'))
        {
            if (HoconInclude.Read(_cursor) is { } include)
                include.Into(block, _files, (text, source) => ParseIncluded(text, source, path));
            else
                ReadField(block, path, prefix);
            EndItem();
        }
    }

    private void EndItem()
    {
        _cursor.SkipLines();
        if (_cursor.Current != ',')
            return;
        _cursor.Take(1);
        _cursor.SkipLines();
        if (_cursor.Current == ',')
            throw _cursor.Wrong("a comma with nothing before it");
    }

    private void ReadField(HoconBlock block, IReadOnlyList<string>? path, IReadOnlyList<string> prefix)
    {
        var key = HoconKey.Read(_cursor);
        var here = path is null ? null : (IReadOnlyList<string>)[.. path, .. key.Path];
        GoDown(key.Path.Count - 1);
        var value = ReadValue(key, here, prefix, inList: false);
        _levels -= key.Path.Count - 1;
        if (key.Adds)
            value = new HoconAddition(_source, value, key.Line);
        else if (value is not (HoconBlock or HoconList) && here is not null && _shorthands.KeyFor(here) is { } meant)
            value = new HoconShorthand(_source, meant, value);
        block.Put(key.Path, value);
    }

    private HoconNode ReadValue(HoconKey key, IReadOnlyList<string>? path, IReadOnlyList<string> prefix, bool inList)
    {
        _cursor.SkipLines();
        if (_cursor.IsAtEnd || _cursor.Current is '}' or ']' or ',')
            throw key.WithoutValue(_cursor);
        var line = _cursor.Line;
        var parts = new List<HoconNode>();
        var blanks = "";
        while (!_cursor.IsAtEnd && _cursor.Current is not ('\n' or ',' or '}' or ']') && !IsNextKey(parts))
        {
            if (blanks.Length > 0)
                parts.Add(new HoconBlank(_source, blanks));
            parts.Add(ReadPart(key, path, prefix, inList));
            blanks = _cursor.SkipBlanks();
        }

        if (parts.Count == 1)
            return parts[0];
        var whole = new HoconConcatenation(_source, parts, line);
        return parts.All(part => part is HoconScalar or HoconBlank) ? HoconJoin.Text(whole, parts) : whole;
    }

    // What follows a block on its line is more of the value only if it can be.
    private bool IsNextKey(List<HoconNode> parts) =>
        parts is [.., HoconBlock] && _cursor.Current is not ('{' or '[') && !_cursor.Rest.StartsWith("${");

    private HoconNode ReadPart(HoconKey key, IReadOnlyList<string>? path, IReadOnlyList<string> prefix, bool inList)
    {
        switch (_cursor.Current)
        {
            case '{':
                var block = new HoconBlock(_source);
                ReadBlock(block, path, prefix);
                return block;
            case '[':
                return ReadList(prefix);
            case '"':
                return new HoconScalar(_source, HoconStrings.ReadQuoted(_cursor));
            case '$' when _cursor.Rest.StartsWith("${"):
                return HoconStrings.ReadReference(_cursor, prefix);
            default:
                var onLineOfKey = _cursor.Line == key.Line || inList;
                var text = HoconStrings.ReadUnquoted(_cursor, inList, onLineOfKey ? null : key.WithoutValue(_cursor));
                return new HoconScalar(_source, text == "null" ? null : text);
        }
    }

    private HoconList ReadList(IReadOnlyList<string> prefix)
    {
        var line = Open();
        var items = new List<HoconNode>();
        _cursor.SkipLines();
        while (!_cursor.IsAtEnd && _cursor.Current is not ('}' or ']'))
        {
            items.Add(ReadValue(HoconKey.None(_cursor), null, prefix, inList: true));
            EndItem();
        }

        Close('[', ']', line);
        return new HoconList(_source, items);
    }
}
