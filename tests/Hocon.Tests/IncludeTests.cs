

namespace ActorServer.Hocon.Tests;

public sealed class IncludeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("include").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("include \"b.conf\"")]
    [InlineData("include \"b\"")]
    [InlineData("include file(\"b.conf\")")]
    [InlineData("include required(\"b.conf\")")]
    [InlineData("include required( file( \"b.conf\" ) )")]
    [InlineData("include required(\"b\") # a comment")]
    [InlineData("{ include \"b.conf\", }")]
    [InlineData("include \"./b.conf\", include \"missing.conf\"")]
    public void What_a_file_says_stands_where_it_is_included(string text)
    {
        Write("b.conf", "x = 1");
        Assert.Equal("1", HoconText.ConfigOf(Read(text)).GetString("x"));
    }

    [Fact]
    public void What_comes_later_counts_and_blocks_are_merged()
    {
        Write("b.conf", "{ a { x = 1, y = 1 }, z = 1 }");
        var config = HoconText.ConfigOf(Read("a.x = 0\nz = 0\ninclude \"b.conf\"\na { y = 2 }"));
        Assert.Equal(("1", "2", "1"), (config.GetString("a.x"), config.GetString("a.y"), config.GetString("z")));
    }

    [Fact]
    public void In_a_block_it_stands_in_that_block_and_its_substitutions_mean_it_first()
    {
        Write("b.conf", "x = 1\ny = ${x}\nz = ${outside}");
        var config = HoconText.ConfigOf(Read("x = 9\noutside = o\na { include \"b.conf\"\n x = 2 }"));
        Assert.Equal(("2", "2", "o"), (config.GetString("a.x"), config.GetString("a.y"), config.GetString("a.z")));
    }

    [Fact]
    public void Its_path_is_relative_to_the_file_that_includes()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "deeper"));
        Write("deeper/b.conf", "include \"c.conf\"\ninclude \"../d.conf\"");
        Write("deeper/c.conf", "x = c");
        Write("d.conf", "y = d");
        var block = Read("include \"deeper/b.conf\"");
        Assert.Equal(("c", "d"), (HoconText.ConfigOf(block).GetString("x"), HoconText.ConfigOf(block).GetString("y")));
        Assert.Equal(Path.Combine(_directory, "deeper"), block.Fields["x"].Source.Directory);
    }

    [Fact]
    public void A_file_that_is_missing_says_nothing() => Assert.Empty(Read("include \"missing.conf\"").Fields);

    [Theory]
    [InlineData("\ninclude required(\"missing.conf\")", "line 2: include \"missing.conf\": there is no file DIR/missing.conf")]
    [InlineData("include \"a\0b\"", "line 1: include names no path: it is empty, or has a null character")]
    [InlineData("include \"\"", "line 1: include names no path: it is empty, or has a null character")]
    [InlineData("include \".\"", "line 1: include \".\": DIR is a directory")]
    [InlineData("include \"a.conf\"", "line 1: include \"a.conf\" leads back to DIR/a.conf")]
    [InlineData("include \"round.conf\"", "DIR/round.conf line 2: include \"./round.conf\" leads back to DIR/round.conf")]
    [InlineData("include \"slip.conf\"", "DIR/slip.conf line 2: { is not closed")]
    [InlineData("include \"undefined.conf\"", "DIR/undefined.conf line 1: ${no.such} is not defined, neither here nor in the environment; ${?no.such} may be undefined")]
    [InlineData("x { include url(\"http://example.org/a.conf\") }", "line 1: this form of include is not known; there are include \"file\", include file(\"file\"), and include required(…) around either")]
    [InlineData("include classpath(\"a.conf\")", "line 1: this form of include is not known")]
    [InlineData("include required(url(\"a.conf\"))", "line 1: this form of include is not known")]
    [InlineData("include file(\"b.conf\"", "line 1: this form of include is not known")]
    [InlineData("include ${x}", "line 1: $ in a key")]
    public void What_cannot_be_included_is_one_line(string text, string error)
    {
        Write("round.conf", "x = 1\ninclude \"./round.conf\"");
        Write("slip.conf", "x = 1\na {");
        Write("undefined.conf", "a = ${no.such}");
        var said = Assert.ThrowsAny<FormatException>(() => Read(text)).Message;
        Assert.StartsWith(error.Replace("DIR", _directory, StringComparison.Ordinal), said, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_double_each_other_are_one_line()
    {
        for (var number = 0; number < 30; number++)
            Write($"{number}.conf", $"include \"{number + 1}\"\ninclude \"{number + 1}\"");
        Write("30.conf", "x = 1");
        var said = Assert.ThrowsAny<FormatException>(() => Read("include \"0\"")).Message;
        Assert.Matches(@"\d+\.conf line \d: include ""\d+"": more than 1000 files are included in all", said);
    }

    [Fact]
    public void Levels_are_counted_over_all_files()
    {
        const string Brackets = "[[[[[[[[[[";
        for (var number = 0; number < 10; number++)
            Write($"{number}.conf", $"x = {Brackets} {{ include \"{number + 1}\" }} {Brackets.Replace('[', ']')}");
        var said = Assert.ThrowsAny<FormatException>(() => Read("include \"0\"")).Message;
        Assert.EndsWith("5.conf line 1: more than 64 levels", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include = 1", "include")]
    [InlineData("include-all = 1", "include-all")]
    [InlineData("\"include\" = 1", "include")]
    public void A_key_may_begin_with_the_word(string text, string key) => Assert.Equal([key], Read(text).Fields.Keys);

    private HoconBlock Read(string text) => HoconText.Read(text, new HoconSource(Path.Combine(_directory, "a.conf"), _directory), HoconShorthands.None);

    private void Write(string name, string text)
    {
        var file = Path.Combine(_directory, name);
        File.WriteAllText(Path.Combine(_directory, "a.conf"), "");
        File.WriteAllText(file, text);
    }
}
