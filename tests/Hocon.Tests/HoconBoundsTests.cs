
namespace ActorServer.Hocon.Tests;

/// <summary>Whatever a text asks for, it is read in the memory and the stack that there is, or refused in a line that says where and why.</summary>
public class HoconBoundsTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("xxxxxxxx", "${{{0}}}${{{0}}}")]
    [InlineData("x", "${{{0}}} ${{{0}}}")]
    [InlineData("{{}}", "${{{0}}} ${{{0}}}")]
    [InlineData("{{ x = 1 }}", "{{ y = ${{{0}}}, z = ${{{0}}} }}")]
    [InlineData("[1]", "${{{0}}} ${{{0}}}")]
    [InlineData("[1]", "[${{{0}}}, ${{{0}}}]")]
    public void Substitutions_that_double_each_other_are_refused(string first, string next)
    {
        var upwards = Lines(40, number => number == 0 ? $"a0 = {Format(first)}" : $"a{number} = {Format(next, $"a{number - 1}")}");
        Assert.Matches(@"^line \d+: \$\{a\d+\} makes the configuration too large: it is more than 250,000 values, .*; repeat less$", ErrorOf(upwards));
        var downwards = Lines(41, number => number == 40 ? $"a40 = {Format(first)}" : $"a{number} = {Format(next, $"a{number + 1}")}");
        Assert.StartsWith("line 1: ${a1} makes the configuration too large", ErrorOf(downwards), StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_too_where_a_path_leads_through_them()
    {
        var text = Lines(40, number => number == 0 ? "a0 { x = 1 }" : $"a{number} = ${{a{number - 1}}} ${{a{number - 1}}}");
        Assert.StartsWith("line 1: ${a39.x} makes the configuration too large", ErrorOf("b = ${a39.x}\n" + text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_may_be_repeated_until_it_is_too_large()
    {
        var text = $"a = {new string('x', 100_000)}\n";
        Assert.Equal(300_000, HoconText.Parse(text + "b = ${a}${a}${a}").GetString("b").Length);
        Assert.StartsWith("line 2: ${a} makes the configuration too large", ErrorOf(text + "b = " + Repeat("${a}", Many)), StringComparison.Ordinal);
        Assert.StartsWith("line 2: ${a} makes the configuration too large", ErrorOf(text + "b = [" + Repeat("${a},", Many) + "]"), StringComparison.Ordinal);
    }

    [Fact]
    public void More_values_than_there_may_be_are_refused_without_a_word_of_substitutions() =>
        Assert.Equal("this makes the configuration too large: it is more than 250,000 values; leave some out", ErrorOf("a = [" + Repeat("1,", 300_000) + "]"));

    [Fact]
    public void What_would_take_too_much_of_the_stack_is_refused()
    {
        Assert.Equal("line 1: more than 64 levels", ErrorOf("a = " + Repeat("[", Many)));
        Assert.Equal("line 1: more than 64 levels", ErrorOf(Repeat("a{", Many)));
        Assert.Equal("line 1: more than 64 levels", ErrorOf(string.Join('.', Enumerable.Repeat("a", Many)) + " = 1"));
    }

    [Fact]
    public void So_are_substitutions_that_lead_too_far()
    {
        const string TooFar = "leads through more than 200 values in each other; let fewer refer to each other";
        var chain = Lines(Many, number => $"a{number} = ${{a{number + 1}}}") + $"a{Many} {{ x = 1 }}\n";
        Assert.Equal($"line 1: ${{a1}} {TooFar}", ErrorOf(chain));
        Assert.Equal($"line 1: ${{a0.x}} {TooFar}", ErrorOf("b = ${a0.x}\n" + chain));
        Assert.Equal($"line {Many + 1}: ${{a}} {TooFar}", ErrorOf("a = x\n" + Lines(Many, _ => "a = ${a}y")));
    }

    [Fact]
    public void Many_lines_on_one_key_are_no_matter_of_depth()
    {
        var added = HoconText.Read(Lines(Many, number => $"a += {number}"), new HoconSource("test", "/"), HoconShorthands.None);
        Assert.Equal(Many, Assert.IsType<HoconList>(added.Fields["a"]).Items.Count);
        Assert.Equal("last", HoconText.Parse(Lines(Many, _ => "a = ${?none}") + "a = last").GetString("a"));
        Assert.Equal("first", HoconText.Parse("a = first\n" + Lines(Many, _ => "a = ${?none}")).GetString("a"));
        Assert.Equal(1_000, HoconText.Parse("a = ${?none}\n" + Lines(Many, number => $"a {{ k{number % 1_000} = {number} }}")).GetValue("a").GetObject().Items.Count);
    }

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(number => line(number) + "\n"));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Format(string format, string name = "") => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, name);

    private static string ErrorOf(string text) => Assert.ThrowsAny<FormatException>(() => HoconText.Parse(text)).Message;
}
