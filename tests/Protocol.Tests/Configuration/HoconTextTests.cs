using ActorServer.Protocol.Configuration;

namespace ActorServer.Protocol.Tests.Configuration;

public class HoconTextTests
{
    [Theory]
    [InlineData("a {\n b = 1\n", "line 1: { is not closed")]
    [InlineData("a = 1\n}\nb = 2", "line 2: } closes nothing")]
    [InlineData("a = [1, 2", "line 1: [ is not closed")]
    [InlineData("a {\n b = [1\n}", "line 3: } where the [ of line 2 should be closed")]
    [InlineData("a = \"x\nb = 1", "line 1: a quote is not closed on its line")]
    [InlineData("\na = \"\"\"x\nb = 1", "line 2: a quote is not closed")]
    [InlineData("a = [x=1]", "line 1: = in a list; values with such characters stand in quotes")]
    [InlineData("a = [1,\n 2?]", "line 2: ? in a list; values with such characters stand in quotes")]
    [InlineData("a = ${}", "line 1: a substitution is written as ${path.of.a.key}")]
    [InlineData("a = ${?HOME}", "line 1: a substitution is written as ${path.of.a.key}")]
    [InlineData("a = ${b", "line 1: a substitution is written as ${path.of.a.key}")]
    public void A_slip_is_named_with_its_line(string text, string error) => Assert.Equal(error, ErrorOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("a = 1 # {[\"\nb = 2 // }")]
    [InlineData("a = \"{[\\\"#//\"")]
    [InlineData("a = \"\"\"\n{ \" [\n\"\"\"")]
    [InlineData("a = [\"x=1\", [1, 2], { b = c }]")]
    [InlineData("a = 1\nb = ${a}\nc = [${a}, ${b}]")]
    [InlineData("a = C:/x?y*z")]
    public void What_is_right_passes(string text) => Assert.Null(HoconSyntax.FirstError(text));

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a = { b = ${a} }")]
    [InlineData("a = [${a}]")]
    public void A_substitution_that_leads_in_a_circle_is_an_error(string text) =>
        Assert.Contains("leads back to where it stands", ErrorOf(text), StringComparison.Ordinal);

    private static string ErrorOf(string text) => Assert.Throws<FormatException>(() => HoconText.Parse(text)).Message;
}
