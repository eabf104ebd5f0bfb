using ActorServer.Server.Configuration;
using CsCheck;

namespace ActorServer.Server.Tests.Configuration;

public class ValueTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData(" 2 m ", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void A_duration_has_a_unit(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), SectionReader.ParseDuration(text));

    [Theory]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("5 weeks")]
    [InlineData("infinite")]
    [InlineData("400d")]
    [InlineData("")]
    public void What_has_none_is_no_duration(string text) => Assert.Null(SectionReader.ParseDuration(text));

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("256KiB", 262144)]
    [InlineData("64kB", 64000)]
    [InlineData("1 MiB", 1048576)]
    public void A_size_may_have_a_unit(string text, long bytes) => Assert.Equal(bytes, SectionReader.ParseSize(text));

    [Fact]
    public void No_text_is_too_strange_to_be_read_or_refused() => Gen.String.Sample(text =>
    {
        Assert.True(SectionReader.ParseDuration(text) is null or { Ticks: >= 0 });
        Assert.True(SectionReader.ParseSize(text) is null or >= 0);
    });
}
