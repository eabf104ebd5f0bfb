using ActorServer.Protocol.Channel;
using ActorServer.Server.Configuration;
using ActorServer.Server.Hosting;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Configuration;
using ActorServer.Server.Tls;

namespace ActorServer.Server.Tests.Tls;

/// <summary>What a <c>tls</c> block says, and what is wrong with one.</summary>
public sealed class TlsSectionTests(CertificateDirectory directory) : IClassFixture<CertificateDirectory>
{
    private const string Tls = "actor-server.services.default.tls";

    [Fact]
    public void Without_a_certificate_there_is_no_TLS() => Assert.Null(TestSettings.Of("").Services[0].Tls);

    [Fact]
    public void Everything_can_be_said_and_paths_are_relative_to_the_file_that_says_so()
    {
        var tls = Parse("""
            certificate = server.pem, key = server.key, min-version = "1.3", client-certificates = required, client-authorities = ca.pem
            alpn = [h2, http/1.1], handshake-timeout = 3s, ends-in = server
            others = [{ names = [a.example, "*.b.example"], certificate = other.pem, key = other.key, key-password-file = other.password }
                      { names = joined.example, certificate = joined.pem }]
            """);
        var setup = tls.Loaded.Setup;
        Assert.Equal((TimeSpan.FromSeconds(3), true), (tls.HandshakeTimeout, tls.EndsInServer));
        Assert.Equal((true, ClientCertificates.Required), (setup.OnlyTls13, setup.ClientCertificates));
        Assert.Equal(["h2", "http/1.1"], setup.ApplicationProtocols);
        Assert.Equal([[], ["a.example", "*.b.example"], ["joined.example"]], setup.Certificates.Select(certificate => certificate.Names));
        Assert.All(setup.Certificates, certificate => Assert.StartsWith("-----BEGIN PRIVATE KEY-----", certificate.Key, StringComparison.Ordinal));
        Assert.Equal(directory["server.pem"], tls.Files.Certificates[0].Certificate);
    }

    [Theory]
    [InlineData("certificate = none.pem, key = server.key", "certificate = none.pem", "none.pem does not exist")]
    [InlineData("certificate = garbage.pem, key = server.key", "certificate = garbage.pem", "garbage.pem has no certificate in PEM")]
    [InlineData("certificate = \".\", key = server.key", "certificate = .", "cannot be read")]
    [InlineData("certificate = broken.pem, key = server.key", "certificate = broken.pem", "broken.pem has a certificate that cannot be read")]
    [InlineData("certificate = server.pem, key = none.key", "key = none.key", "none.key does not exist")]
    [InlineData("certificate = server.pem, key = garbage.pem", "key = garbage.pem", "garbage.pem has no private key in PEM")]
    [InlineData("certificate = server.pem, key = broken.key", "key = broken.key", "broken.key cannot be used as a key (RSA and ECDSA can)")]
    [InlineData("certificate = server.pem", "key = \"\"", "server.pem has no private key in PEM")]
    [InlineData("certificate = agreement.pem, key = agreement.key", "key = agreement.key", "agreement.key cannot be used as a key (RSA and ECDSA can): the certificate is for neither")]
    [InlineData("certificate = server.pem, key = expired.key", "key = expired.key", "expired.key is not the key of the certificate in")]
    [InlineData("certificate = server.pem, key = other.key", "key = other.key", "other.key is encrypted; name a file with its password as key-password-file")]
    [InlineData("certificate = other.pem, key = other.key, key-password-file = wrong.password", "key-password-file = wrong.password", "wrong.password does not open")]
    [InlineData("certificate = server.pem, key = other.key, key-password-file = other.password", "key = other.key", "is not the key of the certificate in")]
    [InlineData("certificate = other.pem, key = other.key, key-password-file = none", "key-password-file = none", "none does not exist")]
    [InlineData("key = server.key", "key = server.key", "there is no certificate beside it")]
    [InlineData("key-password-file = other.password", "key-password-file = other.password", "there is no certificate beside it")]
    [InlineData("client-certificates = required, client-authorities = ca.pem", "client-certificates = required", "there is no certificate, and so no TLS")]
    [InlineData("certificate = server.pem, key = server.key, min-version = \"1.1\"", "min-version = 1.1", "1.2, 1.3")]
    [InlineData("certificate = server.pem, key = server.key, client-certificates = on", "client-certificates = on", "off, optional, required")]
    [InlineData("certificate = server.pem, key = server.key, client-certificates = required", "client-certificates = required", "it needs client-authorities")]
    [InlineData("certificate = server.pem, key = server.key, client-authorities = ca.pem", "client-authorities = ca.pem", "no client is asked for a certificate")]
    [InlineData("certificate = server.pem, key = server.key, client-certificates = optional, client-authorities = garbage.pem", "client-authorities = garbage.pem", "garbage.pem has no certificate in PEM")]
    [InlineData("certificate = server.pem, key = server.key, client-certificates = optional, client-authorities = broken.pem", "client-authorities = broken.pem", "broken.pem has a certificate that cannot be read")]
    [InlineData("certificate = server.pem, key = server.key, alpn = [\"\"]", "alpn = [\"\"]", "each of 1 to 255 ASCII characters")]
    [InlineData("certificate = server.pem, key = server.key, ends-in = worker", "ends-in = worker", "handler, server")]
    [InlineData("certificate = server.pem, key = server.key, handshake-timeout = soon", "handshake-timeout = soon", "a duration")]
    [InlineData("certificate = server.pem, key = server.key, others = [a.example]", "others = [", "a list of blocks")]
    [InlineData("certificate = server.pem, key = server.key, others = [{ name = a.example }]", "others = ", "its item 1 has an unknown key name; known are names, certificate, key, key-password-file; did you mean names?")]
    [InlineData("certificate = server.pem, key = server.key, others = [{ certificate = other.pem }]", "others = ", "its item 1 needs names = a list of names such as a.example or *.b.example")]
    [InlineData("certificate = server.pem, key = server.key, others = [{ names = [\"a.*.example\"], certificate = other.pem }]", "others = ", "its item 1 needs names = ")]
    [InlineData("certificate = server.pem, key = server.key, others = [{ names = a.example }]", "others = ", "its item 1 has no certificate")]
    [InlineData("certificate = server.pem, key = server.key, others = [{ names = a.example, certificate = none.pem }]", "others = ", "none.pem does not exist")]
    [InlineData("others = [{ names = a.example, certificate = joined.pem }]", "others = ", "there is no certificate for the clients that ask for none of these names")]
    public void What_is_wrong_is_named_with_its_place(string tls, string which, string what)
    {
        var error = Assert.Throws<ConfigurationError>(() => Parse(tls)).Message;
        Assert.DoesNotContain('\n', error);
        Assert.Contains($"{Tls}.{which}", error.Replace("actor-server.service-defaults.tls", Tls, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(what, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_has_expired_is_a_warning()
    {
        var settings = SettingsParser.Parse(Profile("certificate = expired.pem, key = expired.key"), []);
        var warning = Assert.Single(ServerHost.Warnings(settings));
        Assert.StartsWith($"service default: the certificate in {directory["expired.pem"]} has expired on ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shown_of_the_configuration_has_no_key_in_it()
    {
        var profile = Profile("certificate = server.pem, key = server.key");
        Assert.DoesNotContain("PRIVATE", SettingsParser.Render(profile, []), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", SettingsParser.Parse(profile, []).Services[0].Tls!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", SettingsParser.Parse(profile, []).Services[0].Tls!.Loaded.All[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread", "", false)]
    [InlineData("process", "", true)]
    [InlineData("process", "ends-in = server", false)]
    public void Where_TLS_ends_follows_from_the_model(string isolation, string more, bool inWorker)
    {
        var settings = SettingsParser.Parse(
            Profile($"certificate = server.pem, key = server.key, {more}"), TestSettings.Sets(("actor-server.services.default.isolation", isolation)));
        Assert.Equal(inWorker, settings.Services[0].TlsEndsInWorker);
    }

    [Fact]
    public void With_the_relay_it_ends_in_the_server() => Assert.False(SettingsParser.Parse(
        Profile("certificate = server.pem, key = server.key"),
        TestSettings.Sets(("actor-server.services.default.isolation", "process"), ("actor-server.backends.process.byte-path", "relay"))).Services[0].TlsEndsInWorker);

    private ConfigLayer Profile(string tls) => ConfigLayer.Parse("test.conf", directory.Path, $"{Tls} {{ {tls} }}");

    private TlsSettings Parse(string tls) => SettingsParser.Parse(Profile(tls), []).Services[0].Tls!;
}
