using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Protocol.Channel;
using ActorServer.Serving.Tls;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Tls;

public sealed class HandshakeTests : IDisposable
{
    private static readonly TestAuthority Authority = new();
    private static readonly TestAuthority Stranger = new("Stranger");
    private static readonly TestAuthority.Pair ForA = Authority.Issue("a.example");
    private static readonly TestAuthority.Pair ForAnyB = Authority.IssueRsa("*.b.example");
    private static readonly TestAuthority.Pair ForRest = Authority.Issue("localhost");

    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12, "1.2")]
    [InlineData(SslProtocols.Tls13, "1.3")]
    public async Task Client_and_server_agree_and_the_facts_are_known(SslProtocols version, string written)
    {
        var (outcome, client) = await ShakeHandsAsync(Setup(), Options("localhost", version, alpn: "h2"));
        var info = Assert.IsType<HandshakeOutcome.Agreed>(outcome).Session.Info;
        Assert.Equal((written, client.NegotiatedCipherSuite.ToString(), "localhost", "h2"), (info.Version, info.CipherSuite, info.ServerName, info.ApplicationProtocol));
        Assert.True(info.ClientCertificate.IsEmpty);
    }

    [Fact]
    public async Task A_client_that_names_nothing_has_the_default_and_no_name()
    {
        var (outcome, client) = await ShakeHandsAsync(Setup(), Options("", SslProtocols.Tls13));
        Assert.Equal((null, null), (Agreed(outcome).ServerName, Agreed(outcome).ApplicationProtocol));
        Assert.Equal(ForRest.Serial, SerialOf(client));
    }

    [Theory]
    [InlineData("a.example", "a")]
    [InlineData("A.EXAMPLE", "a")]
    [InlineData("x.b.example", "b")]
    [InlineData("y.x.b.example", "rest")]
    [InlineData("b.example", "rest")]
    [InlineData("other.example", "rest")]
    public async Task The_certificate_is_chosen_by_the_name_that_is_asked_for(string name, string expected)
    {
        var (_, client) = await ShakeHandsAsync(Setup(), Options(name, SslProtocols.Tls13));
        Assert.Equal((expected switch { "a" => ForA, "b" => ForAnyB, _ => ForRest }).Serial, SerialOf(client));
    }

    [Fact]
    public async Task An_old_version_is_refused_with_an_alert_where_only_the_new_one_will_do()
    {
        var setup = Setup(only13: true);
        var (outcome, failure) = await FailAsync(setup, Options("localhost", SslProtocols.Tls12));
        Assert.Equal("unsupported protocol", Assert.IsType<HandshakeOutcome.Failed>(outcome).Error);
        Assert.Contains("alert protocol version", failure.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_whose_protocols_are_all_others_is_refused_with_an_alert()
    {
        var (outcome, failure) = await FailAsync(Setup(), Options("localhost", SslProtocols.Tls13, alpn: "smtp"));
        Assert.IsType<HandshakeOutcome.Failed>(outcome);
        Assert.Contains("alert no application protocol", failure.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_certificate_is_told_where_it_is_asked_for()
    {
        var clients = Authority.Issue("client");
        var (outcome, _) = await ShakeHandsAsync(Setup(ClientCertificates.Required), Options("localhost", SslProtocols.Tls13, certificate: clients));
        using var seen = X509CertificateLoader.LoadCertificate(Agreed(outcome).ClientCertificate.Span);
        Assert.Equal(clients.Serial, seen.SerialNumber);
    }

    [Theory]
    [InlineData(ClientCertificates.Off, true)]
    [InlineData(ClientCertificates.Optional, false)]
    [InlineData(ClientCertificates.Required, false)]
    internal void A_client_shows_its_certificates_each_time(ClientCertificates wanted, bool mayGoOn) =>
        Assert.Equal(mayGoOn, TlsServer.From(Setup(wanted)).For(null).AllowTlsResume);

    [Fact]
    public async Task A_client_without_a_certificate_is_served_where_that_is_optional()
    {
        var (outcome, _) = await ShakeHandsAsync(Setup(ClientCertificates.Optional), Options("localhost", SslProtocols.Tls13));
        Assert.True(Agreed(outcome).ClientCertificate.IsEmpty);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_without_a_certificate_is_not_where_it_is_required(SslProtocols version) =>
        Assert.Equal("the client has shown no certificate", Error(await OutcomeAsync(Setup(ClientCertificates.Required), Options("localhost", version))));

    [Theory]
    [InlineData(ClientCertificates.Optional)]
    [InlineData(ClientCertificates.Required)]
    internal async Task A_strangers_certificate_is_refused(ClientCertificates wanted) => Assert.StartsWith(
        "the client's certificate is not accepted: ", Error(await OutcomeAsync(Setup(wanted), Options("localhost", SslProtocols.Tls13, certificate: Stranger.Issue("client")))), StringComparison.Ordinal);

    [Fact]
    public async Task An_expired_certificate_is_refused() => Assert.Equal(
        "the client's certificate is not accepted: NotTimeValid",
        Error(await OutcomeAsync(Setup(ClientCertificates.Required), Options("localhost", SslProtocols.Tls12, certificate: Authority.IssueExpired("client")))));

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("\u0016\u0003\u0001\0\u0005hello")]
    [InlineData("\u0016\u0003\u0001\u00ff\u00ffhello")]
    public async Task What_is_no_TLS_has_failed(string text)
    {
        var handshake = TlsServer.From(Setup()).HandshakeAsync(_pair.Accepted);
        _pair.Peer.Send(System.Text.Encoding.Latin1.GetBytes(text));
        _pair.Peer.Shutdown(SocketShutdown.Send);
        var outcome = await handshake.WaitAsync(SocketPair.Patience);
        Assert.True(outcome is HandshakeOutcome.Failed or HandshakeOutcome.PeerClosed, outcome.ToString());
    }

    [Fact]
    public async Task A_client_that_leaves_has_left()
    {
        var handshake = TlsServer.From(Setup()).HandshakeAsync(_pair.Accepted);
        _pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.IsType<HandshakeOutcome.PeerClosed>(await handshake.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public async Task A_client_that_resets_has_reset()
    {
        var handshake = TlsServer.From(Setup()).HandshakeAsync(_pair.Accepted);
        SocketPair.Abort(_pair.Peer);
        Assert.IsType<HandshakeOutcome.PeerReset>(await handshake.WaitAsync(SocketPair.Patience));
    }

    [Fact]
    public async Task To_close_the_socket_ends_the_wait()
    {
        var handshake = TlsServer.From(Setup()).HandshakeAsync(_pair.Accepted);
        _pair.Accepted.Dispose();
        Assert.IsType<HandshakeOutcome.PeerReset>(await handshake.WaitAsync(SocketPair.Patience));
    }

    private static TlsInfo Agreed(HandshakeOutcome outcome) => Assert.IsType<HandshakeOutcome.Agreed>(outcome).Session.Info;

    private static string Error(HandshakeOutcome outcome) => Assert.IsType<HandshakeOutcome.Failed>(outcome).Error;

    private static string SerialOf(SslStream client) => client.RemoteCertificate!.GetSerialNumberString();

    private static TlsSetup Setup(ClientCertificates clients = ClientCertificates.Off, bool only13 = false) => new()
    {
        Certificates =
        [
            new TlsCertificate([], ForRest.Chain, ForRest.KeyPem),
            new TlsCertificate(["a.example"], ForA.Chain, ForA.KeyPem),
            new TlsCertificate(["*.b.example"], ForAnyB.Chain, ForAnyB.KeyPem),
        ],
        ClientCertificates = clients,
        ClientAuthorities = clients == ClientCertificates.Off ? "" : Authority.Pem,
        OnlyTls13 = only13,
        ApplicationProtocols = ["h2", "http/1.1"],
    };

    private static SslClientAuthenticationOptions Options(string name, SslProtocols version, string? alpn = null, TestAuthority.Pair? certificate = null) => new()
    {
        TargetHost = name,
        EnabledSslProtocols = version,
        ApplicationProtocols = alpn is null ? null : [new SslApplicationProtocol(alpn)],
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate.Chain, certificate.KeyPem), null, offline: true),
    };

    private async Task<HandshakeOutcome> OutcomeAsync(TlsSetup setup, SslClientAuthenticationOptions options)
    {
        var handshake = TlsServer.From(setup).HandshakeAsync(_pair.Accepted);
        await using var client = TlsPair.ClientOn(_pair);
        try
        {
            // It may believe that all is well until it reads.
            await client.AuthenticateAsClientAsync(options);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
        }

        return await handshake.WaitAsync(SocketPair.Patience);
    }

    private async Task<(HandshakeOutcome Outcome, SslStream Client)> ShakeHandsAsync(TlsSetup setup, SslClientAuthenticationOptions options)
    {
        var handshake = TlsServer.From(setup).HandshakeAsync(_pair.Accepted);
        var client = TlsPair.ClientOn(_pair);
        await client.AuthenticateAsClientAsync(options);
        return (await handshake.WaitAsync(SocketPair.Patience), client);
    }

    private async Task<(HandshakeOutcome Outcome, Exception Failure)> FailAsync(TlsSetup setup, SslClientAuthenticationOptions options)
    {
        var handshake = TlsServer.From(setup).HandshakeAsync(_pair.Accepted);
        await using var client = TlsPair.ClientOn(_pair);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync(options));
        return (await handshake.WaitAsync(SocketPair.Patience), failure);
    }
}
