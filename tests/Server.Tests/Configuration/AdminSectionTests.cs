namespace ActorServer.Server.Tests.Configuration;

public sealed class AdminSectionTests
{
    [Fact]
    public void Without_a_word_there_is_none() => Assert.Null(TestSettings.Of("").Admin);

    [Theory]
    [InlineData("127.0.0.1:7789", "127.0.0.1:7789")]
    [InlineData("[::1]:0", "[::1]:0")]
    [InlineData("localhost:7789", "localhost:7789")]
    [InlineData("unix:/run/x/admin.sock", "unix:/run/x/admin.sock")]
    [InlineData("unix:admin.sock", "unix:/etc/admin.sock")]
    public void It_listens_where_that_is_said(string listen, string at) =>
        Assert.Equal(at, TestSettings.Of($"actor-server.admin.listen = \"{listen}\"").Admin!.Listen);

    [Fact]
    public void The_token_file_is_relative_to_the_file_that_says_so_and_hosts_are_a_list_or_a_word()
    {
        var admin = TestSettings.Of("actor-server.admin { listen = \"0.0.0.0:7789\", token-file = admin.token, hosts = [status.example, other.example] }").Admin!;
        Assert.Equal(("/etc/admin.token", "status.example other.example"), (admin.TokenFile, string.Join(' ', admin.Hosts)));
        Assert.Equal("status.example", Assert.Single(TestSettings.Of("actor-server.admin { listen = \"127.0.0.1:1\", hosts = status.example }").Admin!.Hosts));
    }

    [Theory]
    [InlineData("listen = \"0.0.0.0:7789\"", "actor-server.admin.listen = 0.0.0.0:7789 in /etc/test.conf is not allowed: others than this machine reach that address; set token-file")]
    [InlineData("listen = \"admin.example:7789\"", "set token-file")]
    [InlineData("listen = \"[::]:7789\"", "set token-file")]
    [InlineData("listen = \"*:7789\", token-file = x", "off, an address and its port")]
    [InlineData("listen = on", "off, an address and its port")]
    [InlineData("listen = 7789", "off, an address and its port")]
    [InlineData("listen = \"unix:\"", "off, an address and its port")]
    [InlineData("hosts = [\"http://a\"]", "a list of names without ports")]
    [InlineData("hosts = [\"a:80\"]", "a list of names without ports")]
    [InlineData("lisen = off", "did you mean actor-server.admin.listen?")]
    public void A_mistake_says_what_is_allowed(string block, string says) =>
        Assert.Contains(says, TestSettings.ErrorOf($"actor-server.admin {{ {block} }}"), StringComparison.Ordinal);

    [Fact]
    public void A_path_that_no_socket_can_have_is_a_mistake() =>
        Assert.Contains("is too long", TestSettings.ErrorOf($"actor-server.admin.listen = \"unix:/{new string('x', 200)}\""), StringComparison.Ordinal);
}
