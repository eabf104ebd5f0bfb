using ActorServer.Server.Configuration;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class ConfigTreeTests
{
    private static readonly Gen<string> Keys = Gen.OneOf("a", "b", "c-d", "e_f", "9", "with blank", "dollar$", "Grüße");

    // What Akka's HOCON lets through: it trims blanks at the ends of a value, quoted or not.
    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.Char[' ', '~'].Array[0, 12].Select(letters => new string(letters).Trim()),
        Gen.OneOf("\"", "\\", "a\\", "${x}", "//", "#", "a\nb", "a\tb", "[", "{", "}", "=", "null", "true", "5s", "256KiB", "ü"));

    [Fact]
    public void A_tree_that_is_written_reads_as_it_was() => Trees(3).Sample(tree =>
    {
        var text = tree.Render();
        Assert.Equal(text, ConfigLayer.Parse("text", "/", text).Tree.Render());
    });

    [Fact]
    public void A_value_that_is_set_is_taken_as_it_is() => Values.Where(value => value.Length == 0 || value[0] is not ('[' or '{')).Sample(value =>
        Assert.Equal(value, ConfigLayer.Of("--set", "a.b", value).Tree.Find("a.b")!.Value));

    [Fact]
    public void The_stronger_tree_wins_and_the_weaker_fills_in_and_neither_is_changed()
    {
        var strong = Parse("a { x = 1 }\nb = 2");
        var weak = Parse("a { x = 9, y = 8 }\nb { z = 7 }\nc = 6");
        var (strongBefore, weakBefore) = (strong.Render(), weak.Render());
        var merged = strong.WithFallback(weak);
        Assert.Equal(("1", "8", "2", "6"), (merged.Find("a.x")!.Value, merged.Find("a.y")!.Value, merged.Find("b")!.Value, merged.Find("c")!.Value));
        Assert.Null(merged.Find("b.z"));
        Assert.Equal((strongBefore, weakBefore), (strong.Render(), weak.Render()));
    }

    [Fact]
    public void A_path_that_is_not_there_is_nothing()
    {
        var tree = Parse("a { x = 1 }");
        Assert.Null(tree.Find("a.y"));
        Assert.Null(tree.Find("a.x.deeper"));
        Assert.Null(tree.Find(""));
    }

    private static ConfigTree Parse(string text) => ConfigLayer.Parse("text", "/", text).Tree;

    private static Gen<ConfigTree> Trees(int depth) => Gen.Select(Keys, depth == 0 ? Leaves : Gen.OneOf(Leaves, Trees(depth - 1))).Array[1, 4].Select(children =>
        children.Aggregate(ConfigTree.Block(), (block, child) => block.With(child.Item1, child.Item2)));

    private static Gen<ConfigTree> Leaves => Values.Select(ConfigTree.Leaf);
}
