using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Arrival;
using CsCheck;

namespace ActorServer.Server.Tests.Arrival;

public class NetworkListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("::1", "::1/128")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1/32")]
    public void A_network_is_an_address_and_the_length_of_its_prefix(string text, string network) =>
        Assert.Equal((IPNetwork.Parse(network), (string?)null), NetworkText.Parse(text));

    [Theory]
    [InlineData("10/8", "10 is no IP address")]
    [InlineData("010.0.0.0/8", "010.0.0.0 is no IP address")]
    [InlineData("localhost", "localhost is no IP address")]
    [InlineData("", " is no IP address")]
    [InlineData("[::1]/128", "[::1] is no IP address")]
    [InlineData("fe80::1%1/64", "fe80::1%1 is no IP address")]
    [InlineData("10.0.0.0/33", "10.0.0.0/33: the length of the prefix is 0 to 32")]
    [InlineData("::/129", "::/129: the length of the prefix is 0 to 128")]
    [InlineData("10.0.0.0/", "10.0.0.0/: the length of the prefix is 0 to 32")]
    [InlineData("10.0.0.0/08", "10.0.0.0/08: the length of the prefix is 0 to 32")]
    [InlineData("10.0.0.0/-1", "10.0.0.0/-1: the length of the prefix is 0 to 32")]
    [InlineData("10.0.0.1/8", "10.0.0.1/8 has bits behind its prefix; did you mean 10.0.0.0/8, or 10.0.0.1?")]
    [InlineData("2001:db8::1/32", "2001:db8::1/32 has bits behind its prefix; did you mean 2001:db8::/32, or 2001:db8::1?")]
    public void Anything_else_is_told_with_its_reason(string text, string error) => Assert.Equal(error, NetworkText.Parse(text).Error);

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("::a01:203", false)]
    public void A_mapped_address_of_IPv4_counts_as_IPv4(string address, bool isIn) =>
        Assert.Equal(isIn, Of("10.0.0.0/8", "2001:db8::/32").Contains(new IPEndPoint(IPAddress.Parse(address), 1)));

    [Fact]
    public void A_client_of_a_Unix_socket_is_in_no_network_but_its_own()
    {
        var end = new UnixDomainSocketEndPoint("/run/a.sock");
        Assert.True(new NetworkList([], unix: true).Contains(end));
        Assert.False(Of("0.0.0.0/0", "::/0").Contains(end));
        Assert.False(new NetworkList([], unix: true).Contains(new IPEndPoint(IPAddress.Loopback, 1)));
    }

    [Theory]
    [InlineData("", "", "10.0.0.1", true)]
    [InlineData("", "10.0.0.0/8", "10.0.0.1", false)]
    [InlineData("", "10.0.0.0/8", "11.0.0.1", true)]
    [InlineData("10.0.0.0/8", "", "10.0.0.1", true)]
    [InlineData("10.0.0.0/8", "", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "10.0.0.1", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.0/8", "10.0.0.1", false)]
    public void Deny_wins_and_an_empty_allow_allows_all(string allow, string deny, string address, bool isAdmitted) =>
        Assert.Equal(isAdmitted, new AccessList(Of(allow), Of(deny)).Admits(new IPEndPoint(IPAddress.Parse(address), 1)));

    [Fact]
    public void No_text_is_too_strange_to_be_read_or_refused() => Gen.String.Sample(text =>
    {
        var (network, error) = NetworkText.Parse(text);
        if (error is null)
            Assert.Equal((network, null), NetworkText.Parse(network.ToString()));
    });

    [Fact]
    public void Addresses_are_in_a_network_as_their_first_bits_say() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Int[0, 32]).Sample((one, other, prefix) =>
        {
            var mask = prefix == 0 ? 0u : uint.MaxValue << (32 - prefix);
            var list = Of($"{Address(one & mask)}/{prefix}");
            Assert.Equal((one & mask) == (other & mask), list.Contains(new IPEndPoint(Address(other), 1)));
            Assert.True(list.Contains(new IPEndPoint(Address(one), 1)));
        });

    private static IPAddress Address(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);

    private static NetworkList Of(params string[] networks) => new([.. networks.Where(text => text.Length > 0).Select(text => NetworkText.Parse(text).Network)]);
}
