using ActorServer.Protocol.Channel;
using ActorServer.Server.Configuration;
using ActorServer.Serving.Tls;

namespace ActorServer.Server.Tls;

/// <summary>Reads a <c>tls</c> block, and the files that it names.</summary>
internal static class TlsSection
{
    private const string Others = CertificateFile.OthersKey;
    private const string Names = "names";
    private const string Alpn = "alpn";
    private const string ClientCertificatesKey = "client-certificates";
    private const int LongestProtocol = 255;

    private static readonly string[] KeysOfOther = [Names, CertificateFile.CertificateKey, CertificateFile.KeyKey, CertificateFile.PasswordKey];

    /// <summary>The settings; null where there is no TLS.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong, also with a file.</exception>
    public static TlsSettings? Parse(SectionReader section)
    {
        var timeout = section.Duration("handshake-timeout");
        var endsInServer = section.Choice("ends-in", "handler", "server") == "server";
        var offer = Offer(section);
        var authorities = Authorities(section, offer.ClientCertificates);
        var others = section.Blocks(Others).Select((block, index) => Other(section, block, index)).ToArray();
        if (section.Text(CertificateFile.CertificateKey).Length == 0)
            return WithoutCertificate(section, others.Length);
        var files = new CertificateFiles([Default(section), .. others], authorities, offer);
        return new TlsSettings(files, Read(section, files), timeout, endsInServer);
    }

    private static TlsSettings? WithoutCertificate(SectionReader section, int others)
    {
        // What looks like TLS must not turn out to be none.
        foreach (var key in new[] { CertificateFile.KeyKey, CertificateFile.PasswordKey })
        {
            if (section.Text(key).Length > 0)
                throw section.Wrong(key, $"there is no {CertificateFile.CertificateKey} beside it");
        }

        if (section.Text(ClientCertificatesKey) != "off")
            throw section.Wrong(ClientCertificatesKey, $"there is no {CertificateFile.CertificateKey}, and so no TLS");
        return others == 0 ? null : throw section.Wrong(Others, $"there is no {CertificateFile.CertificateKey} for the clients that ask for none of these names");
    }

    private static TlsSetup Offer(SectionReader section) => new()
    {
        Certificates = [],
        OnlyTls13 = section.Choice("min-version", "1.2", "1.3") == "1.3",
        ClientCertificates = section.Choice(ClientCertificatesKey, "off", "optional", "required") switch
        {
            "optional" => ClientCertificates.Optional,
            "required" => ClientCertificates.Required,
            _ => ClientCertificates.Off,
        },
        ApplicationProtocols = section.Words(Alpn) is var protocols && protocols.All(protocol => protocol.Length is > 0 and <= LongestProtocol && protocol.All(char.IsAscii))
            ? protocols
            : throw section.Wrong(Alpn, $"a list of protocols' names, such as [h2, http/1.1], each of 1 to {LongestProtocol} ASCII characters"),
    };

    private static string? Authorities(SectionReader section, ClientCertificates wanted)
    {
        var path = Path(section, CertificateFiles.AuthoritiesKey);
        if (wanted == ClientCertificates.Off)
            return path is null ? null : throw section.Wrong(CertificateFiles.AuthoritiesKey, $"with {ClientCertificatesKey} = off no client is asked for a certificate");
        return path ?? throw section.Wrong(ClientCertificatesKey, $"it needs {CertificateFiles.AuthoritiesKey}, the certificates of those who sign clients' certificates");
    }

    private static CertificateFile Default(SectionReader section)
    {
        var certificate = Path(section, CertificateFile.CertificateKey)!;
        return new CertificateFile([], certificate, Path(section, CertificateFile.KeyKey) ?? certificate, Path(section, CertificateFile.PasswordKey));
    }

    private static string? Path(SectionReader section, string key) => section.Text(key) is { Length: > 0 } path ? section.FullPath(key, path) : null;

    private static CertificateFile Other(SectionReader section, ConfigTree block, int index)
    {
        if (block.Children.Keys.FirstOrDefault(key => !KeysOfOther.Contains(key)) is { } unknown)
            throw section.Wrong(Others, $"its item {index + 1} has an unknown key {unknown}; known are {string.Join(", ", KeysOfOther)}", Nearest.Suggestion(unknown, KeysOfOther));
        var names = NamesOf(block);
        if (names.Length == 0 || names.FirstOrDefault(name => !CertificateNames.IsName(name)) is not null)
            throw section.Wrong(Others, $"its item {index + 1} needs {Names} = a list of names such as a.example or *.b.example");
        var certificate = PathIn(section, block, CertificateFile.CertificateKey)
            ?? throw section.Wrong(Others, $"its item {index + 1} has no {CertificateFile.CertificateKey}");
        return new CertificateFile(names, certificate, PathIn(section, block, CertificateFile.KeyKey) ?? certificate, PathIn(section, block, CertificateFile.PasswordKey));
    }

    private static string[] NamesOf(ConfigTree block) => block.Find(Names) switch
    {
        { Items: { } items } => [.. items.Select(item => item.Value ?? "")],
        { Value: { } name } => [name],
        _ => [],
    };

    private static string? PathIn(SectionReader section, ConfigTree block, string key) => block.Find(key) switch
    {
        { Value: { Length: > 0 } path, Items: null } leaf => section.FullPath(Others, path, leaf.Source),
        _ => null,
    };

    private static LoadedCertificates Read(SectionReader section, CertificateFiles files)
    {
        try
        {
            var loaded = files.Read();
            // What the system refuses only when it is used is wrong now.
            _ = TlsServer.From(loaded.Setup);
            return loaded;
        }
        catch (CertificateError wrong)
        {
            throw section.Wrong(wrong.Key, wrong.Message);
        }
        catch (Exception wrong) when (wrong is System.Security.Cryptography.CryptographicException or ArgumentException or NotSupportedException)
        {
            throw section.Wrong(CertificateFile.CertificateKey, wrong.Message.ReplaceLineEndings(" "));
        }
    }
}
