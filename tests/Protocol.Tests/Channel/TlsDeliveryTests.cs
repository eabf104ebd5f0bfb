using System.Net;
using System.Runtime.Serialization;
using ActorServer.Protocol.Channel;
using ActorServer.Tests.Shared;
using CsCheck;

namespace ActorServer.Protocol.Tests.Channel;

/// <summary>How keys come to a worker.</summary>
public sealed class TlsDeliveryTests : IDisposable
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['\u0020', '\u20ac'], 0, 300];

    private static readonly Gen<TlsSetup> Setups = Gen.Select(
        Gen.Select(Text.List[0, 3], Text, Text, (names, chain, key) => new TlsCertificate(names, chain, key)).List[0, 4],
        Gen.Bool, Gen.Enum<ClientCertificates>(), Text, Text.List[0, 3],
        (certificates, only13, clients, authorities, protocols) => new TlsSetup
        {
            Certificates = certificates,
            OnlyTls13 = only13,
            ClientCertificates = clients,
            ClientAuthorities = authorities,
            ApplicationProtocols = [.. protocols.Where(protocol => protocol.Length > 0)],
        });

    private readonly UnixSocketPair _control = new();
    private readonly SocketPair _client = new();

    public void Dispose()
    {
        _control.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void What_is_sent_is_received_and_a_client_after_it_is_one()
    {
        var large = new TlsSetup { Certificates = [.. Enumerable.Range(0, 200).Select(i => new TlsCertificate([$"{i}.example"], new string('c', 5000), new string('k', 2000)))] };
        Assert.Equal(0, TlsDelivery.Send(_control.One.SafeHandle, 7, large));
        Assert.Equal(0, HandOff.Send(_control.One.SafeHandle, 3, Info(), _client.Accepted.SafeHandle, keysVersion: 7));
        TlsSetup? received = null;
        using var client = HandOff.Receive(_control.Other.SafeHandle, out _, delivery =>
        {
            Assert.Equal(7, delivery.Version);
            received = delivery.Receive();
        })?.Socket;
        Assert.NotNull(client);
        Assert.Equal(200, received!.Certificates.Count);
        Assert.Equal(large.Certificates[199].Key, received.Certificates[199].Key);
    }

    [Fact]
    public void A_client_says_which_keys_hold_for_it()
    {
        HandOff.Send(_control.One.SafeHandle, 3, Info(), _client.Accepted.SafeHandle, keysVersion: 7);
        var client = HandOff.Receive(_control.Other.SafeHandle, out _)!;
        client.Socket.Dispose();
        Assert.Equal((3, 7), (client.Number, client.KeysVersion));
    }

    [Fact]
    public void What_was_agreed_on_travels_with_a_client_its_certificate_too()
    {
        var tls = new TlsInfo("1.3", "TLS_AES_128_GCM_SHA256", "a.example", "h2") { ClientCertificate = new byte[16 * 1024] };
        Assert.Equal(0, HandOff.Send(_control.One.SafeHandle, 3, Info() with { Tls = tls }, _client.Accepted.SafeHandle));
        var client = HandOff.Receive(_control.Other.SafeHandle, out _)!;
        client.Socket.Dispose();
        Assert.Equal(tls with { ClientCertificate = default }, client.Info.Tls! with { ClientCertificate = default });
        Assert.Equal(16 * 1024, client.Info.Tls.ClientCertificate.Length);
    }

    [Fact]
    public void One_that_is_cut_is_none()
    {
        var whole = TlsSetupFormat.Write(new TlsSetup { Certificates = [new TlsCertificate([], "chain", "key")] });
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.True(Assert.ThrowsAny<Exception>(() => TlsSetupFormat.Read(cut)) is IOException or SerializationException);
        }
    }

    [Fact]
    public void Whatever_is_written_reads_the_same() => Setups.Sample(setup =>
        Assert.Equal(TlsSetupFormat.Write(setup), TlsSetupFormat.Write(TlsSetupFormat.Read(TlsSetupFormat.Write(setup)))));

    [Fact]
    public void A_key_is_in_no_text() => Assert.DoesNotContain("secret", new TlsCertificate(["a.example"], "chain", "secret").ToString(), StringComparison.Ordinal);

    private static ConnectionInfo Info() => new("c-7", "default", "process", new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
}
