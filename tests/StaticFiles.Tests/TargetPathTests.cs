using System.Net;
using System.Text;
using CsCheck;

namespace StaticFiles.Tests;

public sealed class TargetPathTests
{
    [Theory]
    [InlineData("/", "", true)]
    [InlineData("/a.txt", "a.txt", false)]
    [InlineData("/a/b/", "a/b", true)]
    [InlineData("//a///b", "a/b", false)]
    [InlineData("/with%20space", "with space", false)]
    [InlineData("/%C3%A4", "ä", false)]
    [InlineData("/ä", "ä", false)]
    [InlineData("/%2561", "%61", false)]
    [InlineData("/a..b/..c/c..", "a..b/..c/c..", false)]
    [InlineData("/a\\..\\b", "a\\..\\b", false)]
    public void A_path_is_decoded_once_and_put_in_normal_form(string target, string name, bool isFolder)
    {
        Assert.Equal(HttpStatusCode.OK, Decode(target, out var path, dotFiles: true));
        Assert.Equal(new TargetPath(name, isFolder), path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("/..")]
    [InlineData("/../a")]
    [InlineData("/a/../b")]
    [InlineData("/a/..")]
    [InlineData("/./a")]
    [InlineData("/%2e%2e/a")]
    [InlineData("/.%2E/a")]
    [InlineData("/%2e/a")]
    [InlineData("/%00")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a\u007f")]
    [InlineData("/%")]
    [InlineData("/%2")]
    [InlineData("/%zz")]
    [InlineData("/% 2")]
    [InlineData("/%c0%ae%c0%ae/a")]
    [InlineData("/%ff")]
    public void What_leads_upwards_or_is_no_path_is_a_bad_request(string target) =>
        Assert.Equal(HttpStatusCode.BadRequest, Decode(target, out _, dotFiles: true));

    [Theory]
    [InlineData("/..%2fa")]
    [InlineData("/a%2Fb")]
    [InlineData("/.htpasswd")]
    [InlineData("/%2ehtpasswd")]
    [InlineData("/a/.git/config")]
    public void Slashes_within_names_and_names_with_a_leading_dot_are_not_found(string target) =>
        Assert.Equal(HttpStatusCode.NotFound, Decode(target, out _, dotFiles: false));

    [Fact]
    public void Whatever_the_target_a_path_has_no_name_that_leads_elsewhere()
    {
        var piece = Gen.OneOf(
            Gen.OneOf("/", "//", "..", ".", "%2e", "%2E", "%2f", "%5c", "\\", "%", "%25", "%00", "%c0%ae", "%c0%af", "a", "ä", " ", "?", "#", ";", "~"),
            Gen.Byte.Select(value => ((char)value).ToString()));
        Gen.Select(piece.Array[0, 20], Gen.Bool).Sample(
            (pieces, dotFiles) =>
            {
                if (Decode("/" + string.Concat(pieces), out var path, dotFiles) != HttpStatusCode.OK)
                    return;
                Assert.DoesNotContain('\0', path.Name);
                Assert.False(Path.IsPathRooted(path.Name));
                Assert.All(path.Name.Split('/'), name => Assert.False(name is "." or ".." || (name == "" && path.Name != "") || (name.StartsWith('.') && !dotFiles)));
            },
            iter: 20_000);
    }

    private static HttpStatusCode Decode(string target, out TargetPath path, bool dotFiles) =>
        TargetPath.Decode(Encoding.UTF8.GetBytes(target), dotFiles, out path);
}
