using ActorServer.Serving.Tls;
using CsCheck;

namespace ActorServer.Serving.Tests.Tls;

public sealed class CertificateNamesTests
{
    [Theory]
    [InlineData("a.example", true)]
    [InlineData("*.a.example", true)]
    [InlineData("localhost", true)]
    [InlineData("bücher.example", true)]
    [InlineData("", false)]
    [InlineData("*", false)]
    [InlineData("*.", false)]
    [InlineData("a.*.example", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("a b", false)]
    public void A_name_is_that_of_a_host_with_or_without_a_wildcard_before_it(string name, bool isName) => Assert.Equal(isName, CertificateNames.IsName(name));

    [Fact]
    public void An_exact_name_comes_before_a_wildcard_wherever_it_stands()
    {
        var names = new CertificateNames([[], ["*.example"], ["a.example"]]);
        Assert.Equal((2, 1, 0), (names.Choose("a.example"), names.Choose("b.example"), names.Choose("example")));
    }

    [Fact]
    public void A_name_may_be_written_either_way()
    {
        var names = new CertificateNames([[], ["bücher.example"], ["xn--mnchen-3ya.example"]]);
        Assert.Equal((1, 1), (names.Choose("bücher.example"), names.Choose("xn--bcher-kva.example")));
        Assert.Equal((2, 2), (names.Choose("münchen.example"), names.Choose("xn--mnchen-3ya.example")));
    }

    [Fact]
    public void Whatever_a_client_asks_for_one_is_chosen()
    {
        var names = new CertificateNames([[], ["a.example"], ["*.b.example"]]);
        Gen.OneOf(Gen.String, Gen.String.Select(text => text + ".b.example"), Gen.String[Gen.Char[".*xn-"], 0, 300])
            .Sample(name => Assert.InRange(names.Choose(name), 0, 2));
    }
}
