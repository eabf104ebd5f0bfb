using ActorServer.Control.Finding;

namespace ActorServer.Control.Tests;

public sealed class AdminAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:7789", "http://127.0.0.1:7789/")]
    [InlineData("[::1]:7789", "http://[::1]:7789/")]
    [InlineData("a.example:80", "http://a.example/")]
    [InlineData("0.0.0.0:7789", "http://localhost:7789/")]
    [InlineData("[::]:7789", "http://localhost:7789/")]
    public void One_over_TCP_is_asked_by_its_name(string text, string uri)
    {
        var address = AdminAddress.Parse(text)!;
        Assert.Equal((text, uri, null), (address.Text, address.Uri.ToString(), address.Socket));
    }

    [Fact]
    public void A_Unix_socket_is_localhost() =>
        Assert.Equal(("/run/a b.sock", "http://localhost/"), (AdminAddress.Parse("unix:/run/a b.sock")!.Socket, AdminAddress.Parse("unix:/run/a b.sock")!.Uri.ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("7789")]
    [InlineData(":7789")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1:7789")]
    [InlineData("http://127.0.0.1:7789")]
    [InlineData("a b:1")]
    [InlineData("unix:")]
    public void Anything_else_is_none(string text) => Assert.Null(AdminAddress.Parse(text));
}
