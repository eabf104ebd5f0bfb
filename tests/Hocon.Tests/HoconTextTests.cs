using Akka.Configuration;

namespace ActorServer.Hocon.Tests;

public class HoconTextTests
{
    [Theory]
    [InlineData("a {\n b = 1\n", "line 1: { is not closed")]
    [InlineData("a = 1\n}\nb = 2", "line 2: } closes nothing")]
    [InlineData("{ a = 1 }\nb = 2", "line 2: text after the last }")]
    [InlineData("[1]", "line 1: a list; a file is made of keys")]
    [InlineData("a = [1, 2", "line 1: [ is not closed")]
    [InlineData("a {\n b = [1\n}", "line 3: } where the [ of line 2 should be closed")]
    [InlineData("a {\n b = 1 ]", "line 2: ] where the { of line 1 should be closed")]
    [InlineData("a = \"x\nb = 1", "line 1: a quote is not closed on its line")]
    [InlineData("\na = \"\"\"x\nb = 1", "line 2: a quote is not closed")]
    [InlineData("a = \"\\x\"", "line 1: a \\ in quotes stands before")]
    [InlineData("a = [x=1]", "line 1: = in a list; values with such characters stand in quotes")]
    [InlineData("a = [1,\n 2?]", "line 2: ? in a list; values with such characters stand in quotes")]
    [InlineData("a = x=1", "line 1: = in a value; values with such characters stand in quotes")]
    [InlineData("a = $5", "line 1: $ in a value; values with such characters stand in quotes")]
    [InlineData("a =\nb = 2", "line 1: a has no value")]
    [InlineData("a\nb = 2", "line 1: a has no value")]
    [InlineData("x { a.b = }", "line 1: a.b has no value")]
    [InlineData("a = 1,, b = 2", "line 1: a comma with nothing before it")]
    [InlineData("a = [,1]", "line 1: a comma with nothing before it")]
    [InlineData("a..b = 2", "line 1: a key with an empty level")]
    [InlineData(" = 2", "line 1: a key with an empty level")]
    [InlineData("a = ${}", "line 1: a substitution is written as ${path.of.a.key}")]
    [InlineData("a = ${b", "line 1: a substitution is written as ${path.of.a.key}")]
    [InlineData("a = 1\nb = [1] x", "line 2: text, lists and blocks do not join to one value")]
    [InlineData("a = 1\na += 2", "line 2: += adds to a list, and what was said before is none")]
    public void A_slip_is_named_with_its_line(string text, string error) => Assert.StartsWith(error, ErrorOf(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "")]
    [InlineData("a = 1 # {[\"\nb = 2 // }", "a=1 b=2")]
    [InlineData("a = \"{[\\\"#//\"", "a={[\"#//")]
    [InlineData("a = \"\"\"\n{ \" [\n\"\"\"", "a=\n{ \" [\n")]
    [InlineData("a = \"\"\"x\"\"\"\"", "a=x\"")]
    [InlineData("a = \"\\u0041\\n\"", "a=A\n")]
    [InlineData("a = [\"x=1\", [1, 2], { b = c }]", "a=[x=1,[1,2],{b=c}]")]
    [InlineData("a = [1\n2\n\n3,\n]", "a=[1,2,3]")]
    [InlineData("a = []", "a=[]")]
    [InlineData("a = {}", "a={}")]
    [InlineData("a = 1\nb = ${a}\nc = [${a}, ${b}]", "a=1 b=1 c=[1,1]")]
    [InlineData("a = C:/x?y*z", "a=C:/x?y*z")]
    [InlineData("a = ::1", "a=::1")]
    [InlineData("{ a = 1 }", "a=1")]
    [InlineData("\uFEFFa = 1\r\nb : 2\r\n", "a=1 b=2")]
    [InlineData("a { b = 1 }, c { d = 2 }", "a={b=1} c={d=2}")]
    [InlineData("a { b = 1 } c { d = 2 }", "a={b=1} c={d=2}")]
    [InlineData("a : { b : 1, c : 2, }, d.e : 3", "a={b=1 c=2} d={e=3}")]
    [InlineData("a.b.c = 1\na.b.d = 2\na { b.c = 3 }", "a={b={c=3 d=2}}")]
    [InlineData("\"a.b\" = 1\nc.\"d e\".f = 2\ng h = 3", "a.b=1 c={d e={f=2}} g h=3")]
    [InlineData("a =\n 1", "a=1")]
    [InlineData("a =\n {\n b = 1 }", "a={b=1}")]
    [InlineData("a = x y  z", "a=x y  z")]
    [InlineData("a = \"x\"y \"z\"", "a=xy z")]
    [InlineData("a = 10 s", "a=10 s")]
    [InlineData("a = null", "a=null")]
    [InlineData("a += 1\na += [2]", "a=[1,[2]]")]
    [InlineData("a = [1]\na += ${b}\nb = 2", "a=[1,2] b=2")]
    [InlineData("a.x = [1]\na { x += 2\n x += 3 }", "a={x=[1,2,3]}")]
    [InlineData("a = [1]\na += ${?b}\na += 2\na = ${a} [3]\na += 4", "a=[1,2,3,4]")]
    [InlineData("a = [1]\na { x = 1 }\na { y = 2 }", "a={x=1 y=2}")]
    [InlineData("a += ${?b}\nc = ${?d}\nc { x = 1 }\nc = ${?e}\nc { y { z = 2 } }\nc = ${?f}\nc.y.w = 3", "c={x=1 y={z=2 w=3}}")]
    [InlineData("a = [1] [2, 3]", "a=[1,2,3]")]
    [InlineData("a = [1]\na = ${a} [2]\na = ${a} [3]", "a=[1,2,3]")]
    [InlineData("a = x\na = ${a}y\na = ${a}z", "a=xyz")]
    [InlineData("a = ${?a}x", "a=x")]
    [InlineData("b { x = 1 }\na = ${b} { y = 2 }", "b={x=1} a={x=1 y=2}")]
    [InlineData("b { x = 1 }\na = ${b}\na { y = 2 }", "b={x=1} a={x=1 y=2}")]
    [InlineData("a { x = 1, y = 1 }\na = ${c} { y = 2 }\nc { z = 3 }", "a={x=1 y=2 z=3} c={z=3}")]
    [InlineData("a = ${b}\nb = 2\nb = 3", "a=3 b=3")]
    [InlineData("a { b = ${a.c}, c = 1 }\na.c = 2", "a={b=2 c=2}")]
    [InlineData("base { port = 1, name = n${base.port} }\ns = ${base} { port = 2, other = ${s.port} }", "base={port=1 name=n1} s={port=2 name=n1 other=2}")]
    [InlineData("a = 1\na { b = 2 }", "a={b=2}")]
    [InlineData("a { b = 2 }\na = 1", "a=1")]
    [InlineData("a = 5\na = ${?none}\nb = ${?none}\nc = [${?none}, 1]\nd = ${?none}x\ne = ${?none} ${?none}", "a=5 c=[1] d=x")]
    [InlineData("a = ${?b}\nb = ${?a}\nc = 1", "c=1")]
    public void What_is_right_means_what_HOCON_says(string text, string meaning) => Assert.Equal(meaning, Written(Read(text)).Replace("\r", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a = { b = ${a} }")]
    [InlineData("a = [${a}]")]
    [InlineData("a { x = 1 }\na = ${b}\nb = ${a.c}\na.c = ${b}")]
    public void A_substitution_that_leads_in_a_circle_is_an_error(string text) =>
        Assert.Contains("leads back to where it stands", ErrorOf(text), StringComparison.Ordinal);

    [Fact]
    public void Akka_finds_in_it_what_was_written()
    {
        var config = HoconText.Parse("a { b = 5s, c = [1, 2], d = on, e = \"\", f = 64KiB, \"g.h\" = \"a = [b]\" }\ni = [{ x = 1 }, { x = 2 }]");
        Assert.Equal((TimeSpan.FromSeconds(5), true, ""), (config.GetTimeSpan("a.b"), config.GetBoolean("a.d"), config.GetString("a.e")));
        Assert.Equal([1, 2], config.GetIntList("a.c"));
        Assert.Equal("a = [b]", config.GetString("a.\"g.h\""));
        Assert.Equal(["1", "2"], config.GetValue("i").GetArray().Select(item => item.GetObject().GetKey("x").GetString()));
        Assert.False(config.HasPath("a.z"));
        Assert.Equal("7", config.WithFallback(ConfigurationFactory.ParseString("a.z = 7")).GetString("a.z"));
        Assert.True(HoconText.Parse(" # nothing\n").IsEmpty);
    }

    private static string ErrorOf(string text) => Assert.ThrowsAny<FormatException>(() => Read(text)).Message;

    private static HoconBlock Read(string text) => HoconText.Read(text, new HoconSource("test", "/"), HoconShorthands.None);

    private static string Written(HoconBlock block) => string.Join(' ', block.Fields.Select(field => $"{field.Key}={Written(field.Value)}"));

    private static string Written(HoconNode node) => node switch
    {
        HoconBlock block => $"{{{Written(block)}}}",
        HoconList list => $"[{string.Join(',', list.Items.Select(Written))}]",
        _ => ((HoconScalar)node).Text ?? "null",
    };
}
