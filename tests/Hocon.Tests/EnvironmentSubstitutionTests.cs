

namespace ActorServer.Hocon.Tests;

public class EnvironmentSubstitutionTests
{
    [Theory]
    [InlineData("port = ${PORT}", "7000")]
    [InlineData("port = ${?PORT}", "7000")]
    [InlineData("port = 1\nport = ${?PORT}", "7000")]
    [InlineData("port = 1\nport = ${?NONE}", "1")]
    [InlineData("PORT = 5\nport = ${PORT}", "5")]
    [InlineData("port = a${PORT}b", "a7000b")]
    [InlineData("port = ${EMPTY}", "")]
    [InlineData("PORT = ${?PORT}\nport = ${PORT}", "7000")]
    [InlineData("PORT = ${PORT}:x\nport = ${PORT}", "7000:x")]
    [InlineData("port = \"${PORT}\"", "${PORT}")]
    public void A_variable_counts_where_the_text_says_nothing(string text, string port) => Assert.Equal(port, HoconText.ConfigOf(Read(text)).GetString("port"));

    [Fact]
    public void One_that_is_not_there_is_an_error_with_its_line() => Assert.Equal(
        "line 3: ${NONE} is not defined, neither here nor in the environment; ${?NONE} may be undefined",
        Assert.Throws<UnresolvedSubstitutionException>(() => Read("a = 1\n\nb { c = ${NONE} }")).Message);

    private static HoconBlock Read(string text) =>
        HoconResolver.Resolve(
            HoconParser.Parse(text, new HoconSource("test", "/"), HoconShorthands.None),
            name => name switch
            {
                "PORT" => "7000",
                "EMPTY" => "",
                _ => null,
            });
}
