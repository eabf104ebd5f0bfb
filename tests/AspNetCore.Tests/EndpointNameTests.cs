using System.Net;
using System.Net.Sockets;

namespace ActorServer.AspNetCore.Tests;

public sealed class EndpointNameTests
{
    [Theory]
    [InlineData("5001", "127.0.0.1:5001", true)]
    [InlineData("5001", "[::]:5001", true)]
    [InlineData("5001", "127.0.0.1:5000", false)]
    [InlineData("127.0.0.1:5001", "127.0.0.1:5001", true)]
    [InlineData("127.0.0.2:5001", "127.0.0.1:5001", false)]
    [InlineData("[::1]:5001", "[::1]:5001", true)]
    [InlineData("https://*:5001", "[::]:5001", true)]
    [InlineData("http://localhost:5001/", "127.0.0.1:5001", true)]
    [InlineData("https://127.0.0.1", "127.0.0.1:443", true)]
    [InlineData("Ftp", "127.0.0.1:5001", false)]
    [InlineData("/run/app.sock", "127.0.0.1:5001", false)]
    public void A_name_means_an_endpoint(string name, string endpoint, bool means) =>
        Assert.Equal(means, EndpointName.Parse(name).IsOf(IPEndPoint.Parse(endpoint)));

    [Theory]
    [InlineData("/run/app.sock", true)]
    [InlineData("http://unix:/run/app.sock", true)]
    [InlineData("/run/other.sock", false)]
    [InlineData("80", false)]
    public void A_path_means_a_Unix_socket(string name, bool means) =>
        Assert.Equal(means, EndpointName.Parse(name).IsOf(new UnixDomainSocketEndPoint("/run/app.sock")));
}
