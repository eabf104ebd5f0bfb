using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Channel;

/// <summary>The format of a <see cref="TlsSetup"/>. Its last field says that it is whole.</summary>
internal static class TlsSetupFormat
{
    private const int CertificateField = 1;
    private const int OnlyTls13Field = 2;
    private const int ClientCertificatesField = 3;
    private const int ClientAuthoritiesField = 4;
    private const int ApplicationProtocolField = 5;
    private const int EndField = 6;

    private const int NameField = 1;
    private const int ChainField = 2;
    private const int KeyField = 3;

    public static byte[] Write(TlsSetup setup)
    {
        var writer = new ProtobufWriter(8 * 1024);
        foreach (var certificate in setup.Certificates)
            writer.WriteBytes(CertificateField, Write(certificate));
        writer.WriteBool(OnlyTls13Field, setup.OnlyTls13);
        writer.WriteInt32(ClientCertificatesField, (int)setup.ClientCertificates);
        writer.WriteString(ClientAuthoritiesField, setup.ClientAuthorities);
        foreach (var protocol in setup.ApplicationProtocols)
            writer.WriteString(ApplicationProtocolField, protocol);
        writer.WriteInt32(EndField, 1);
        return writer.ToArray();
    }

    /// <exception cref="IOException">It is not whole.</exception>
    public static TlsSetup Read(ReadOnlySpan<byte> bytes)
    {
        var certificates = new List<TlsCertificate>();
        var protocols = new List<string>();
        var (only13, clients, authorities, isWhole) = (false, ClientCertificates.Off, "", false);
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case CertificateField:
                    certificates.Add(ReadCertificate(reader.ReadBytes()));
                    break;
                case OnlyTls13Field:
                    only13 = reader.ReadInt32() != 0;
                    break;
                case ClientCertificatesField:
                    clients = (ClientCertificates)reader.ReadInt32();
                    break;
                case ClientAuthoritiesField:
                    authorities = reader.ReadString();
                    break;
                case ApplicationProtocolField:
                    protocols.Add(reader.ReadString());
                    break;
                case EndField:
                    isWhole = reader.ReadInt32() == 1;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return isWhole
            ? new TlsSetup { Certificates = certificates, OnlyTls13 = only13, ClientCertificates = clients, ClientAuthorities = authorities, ApplicationProtocols = protocols }
            : throw new IOException("The certificates have not come whole.");
    }

    private static byte[] Write(TlsCertificate certificate)
    {
        var writer = new ProtobufWriter(4 * 1024);
        foreach (var name in certificate.Names)
            writer.WriteString(NameField, name);
        writer.WriteString(ChainField, certificate.Chain);
        writer.WriteString(KeyField, certificate.Key);
        return writer.ToArray();
    }

    private static TlsCertificate ReadCertificate(ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        var (chain, key) = ("", "");
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case NameField:
                    names.Add(reader.ReadString());
                    break;
                case ChainField:
                    chain = reader.ReadString();
                    break;
                case KeyField:
                    key = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new TlsCertificate(names, chain, key);
    }
}
