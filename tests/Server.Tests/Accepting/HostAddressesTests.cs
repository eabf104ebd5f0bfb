using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Tests.Accepting;

public class HostAddressesTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::", "::")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    public async Task An_address_is_itself_and_is_not_looked_up(string host, string address) =>
        Assert.Equal([IPAddress.Parse(address)], await HostAddresses.FindAsync(host, _ => throw new InvalidOperationException("looked up")));

    [Fact]
    public async Task A_name_is_each_of_its_addresses_once_those_of_IPv4_first()
    {
        IPAddress[] found = [IPAddress.IPv6Loopback, IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Parse("127.0.0.2"), IPAddress.IPv6Loopback];
        IPAddress[] expected = [IPAddress.Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.IPv6Loopback];
        Assert.Equal(expected, await HostAddresses.FindAsync("a.name", name => Task.FromResult(name == "a.name" ? found : [])));
    }

    [Theory]
    [InlineData("::1", SocketError.AddressFamilyNotSupported, true)]
    [InlineData("::1", SocketError.AddressNotAvailable, true)]
    [InlineData("::1", SocketError.AddressAlreadyInUse, false)]
    [InlineData("192.0.2.1", SocketError.AddressNotAvailable, false)]
    public void An_address_that_cannot_be_bound_is_of_a_missing_family_only_where_that_is_the_reason(string address, SocketError failure, bool missing) =>
        Assert.Equal(missing, HostAddresses.IsOfMissingFamily(IPAddress.Parse(address), failure));
}
